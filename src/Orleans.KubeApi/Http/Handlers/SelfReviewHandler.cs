using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>SelfSubjectReview ("who am I"): answered from the request's own user, nothing is stored.</summary>
internal static class SelfReviewHandler
{
    /// <summary>Answers the review; what the body says does not matter.</summary>
    public static async ValueTask HandleAsync(RequestContext context)
    {
        var format = context.Accept.Require(collection: false);
        _ = BodyFormat.Of(context.Http.Request.Headers.ContentType);
        await BodyReader.ReadAsync(context);
        var user = context.User!;
        var info = TokenReviewHandler.Show(user);
        var now = context.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var review = new ObjectNode
        {
            { "kind", context.Type.Kind.Kind },
            { "apiVersion", context.Type.Kind.ApiVersion },
            { "metadata", new ObjectNode { { "creationTimestamp", now } } },
            { "status", new ObjectNode { { "userInfo", info } } },
        };
        await Answers.JsonAsync(context, 201, review.ToUtf8(), format.Plain);
    }
}
