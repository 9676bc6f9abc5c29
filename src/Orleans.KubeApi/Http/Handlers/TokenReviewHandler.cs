using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Http.Handlers.Subresources;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>TokenReview: says whose a bearer token is. Nothing is stored.</summary>
internal static class TokenReviewHandler
{
    private const string Unknown = "invalid bearer token";

    /// <summary>Answers a review.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var posted = await PostedBody.ReadAsync(context);
        var tree = posted.Tree;
        new ObjectMeta(tree).WipeSystemFields();
        var track = WriteHandler.Request(context, WriteVerb.Create) with { FieldManager = posted.Options.FieldManager };
        FieldTracking.Track(track, context.Type, tree, old: null, context.Time.GetUtcNow());
        var token = tree.Object("spec")?.Text("token") ?? "";
        if (token.Length == 0)
        {
            throw StatusErrors.BadRequest("token is required for TokenReview in authentication");
        }

        List<string> asked = [.. tree.Object("spec")?.Array("audiences")?.Items.OfType<TextNode>().Select(a => a.Value) ?? []];
        tree.Set("status", await StatusAsync(context, services, token, asked));
        WarningHeaders.Add(context.Http.Response, posted.Warnings);
        await Answers.JsonAsync(context, 201, TreeOrder.Restore(tree, context.Type.Schema).ToUtf8(), format.Plain);
    }

    /// <summary>A user as reviews show it.</summary>
    public static ObjectNode Show(UserInfo user)
    {
        var shown = new ObjectNode { { "username", user.Name } };
        if (user.Uid.Length > 0)
        {
            shown.Set("uid", user.Uid);
        }

        shown.Set("groups", ArrayNode.OfTexts(user.Groups));
        foreach (var (name, values) in user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            shown.Child("extra").Set(name, ArrayNode.OfTexts(values));
        }

        return shown;
    }

    private static async ValueTask<ObjectNode> StatusAsync(
        RequestContext context, HandlerServices services, string token, List<string> asked)
    {
        // With audiences nothing remembered is used: who asks wants to know what is so now.
        var tokens = services.Authenticator!.Tokens;
        var verdict = await tokens.JudgeAsync(token, asked.Count > 0 ? asked : tokens.Audiences, context.Deadline());
        return verdict.User is { } user ? Known(user, verdict.Audiences)
            : Refused(verdict.Problem.Length > 0 ? $"[{Unknown}, {verdict.Problem}]" : Unknown);
    }

    private static ObjectNode Known(UserInfo user, IReadOnlyList<string> audiences) => new()
    {
        { "authenticated", true },
        { "user", Show(user) },
        { "audiences", ArrayNode.OfTexts(audiences) },
    };

    private static ObjectNode Refused(string problem) => new() { { "user", new ObjectNode() }, { "error", problem } };
}
