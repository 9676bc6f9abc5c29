using System.Globalization;
using Orleans.KubeApi.Http.Handlers.Subresources;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>SelfSubjectReview ("who am I"): answered from the request's own user, nothing is stored.</summary>
internal static class SelfReviewHandler
{
    /// <summary>Answers the review; the body must be one, but what it says does not matter.</summary>
    public static async ValueTask HandleAsync(RequestContext context)
    {
        var format = context.Accept.Require(collection: false);
        var posted = await PostedBody.ReadAsync(context);
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
        WarningHeaders.Add(context.Http.Response, posted.Warnings);
        await Answers.JsonAsync(context, 201, review.ToUtf8(), format.Plain);
    }
}
