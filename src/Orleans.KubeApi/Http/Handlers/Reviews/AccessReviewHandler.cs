using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Http.Handlers.Subresources;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Handlers.Reviews;

/// <summary>
/// SubjectAccessReview and its self and local forms: what the authorizer would say. Nothing is stored; the question comes back with its
/// status.
/// </summary>
internal static class AccessReviewHandler
{
    /// <summary>Answers a review.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var posted = await PostedBody.ReadAsync(context);
        var tree = posted.Tree;
        new ObjectMeta(tree).WipeSystemFields();
        var isLocal = context.Type.Resource.Resource == "localsubjectaccessreviews";
        var isSelf = context.Type.Resource.Resource == "selfsubjectaccessreviews";
        if (isLocal && new ObjectMeta(tree).Namespace.Length == 0)
        {
            new ObjectMeta(tree).Set("namespace", context.Info.Namespace);
        }

        var track = WriteHandler.Request(context, WriteVerb.Create) with { FieldManager = posted.Options.FieldManager };
        AccessReviewChecks.Check(tree, isLocal, isSelf);
        FieldTracking.Track(track, context.Type, tree, old: null, context.Time.GetUtcNow());

        var spec = tree.Object("spec") ?? [];
        var user = isSelf ? context.User! : Subject(spec);
        var (attributes, problems) = ReviewAttributes.Of(spec);
        var decision = await services.Authorizer.AuthorizeAsync(user, attributes, context.Deadline());
        tree.Set("status", Status(decision, problems));
        WarningHeaders.Add(context.Http.Response, posted.Warnings);
        await Answers.JsonAsync(context, 201, TreeOrder.Restore(tree, context.Type.Schema).ToUtf8(), format.Plain);
    }

    // Exactly what was asked for: nobody is put into further groups.
    private static UserInfo Subject(ObjectNode spec)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in spec.Object("extra") ?? [])
        {
            extra[key] = [.. (values as ArrayNode)?.Items.OfType<TextNode>().Select(v => v.Value) ?? []];
        }

        return UserInfo.Exactly(spec.Str("user"), spec.Str("uid"), spec.Texts("groups"), extra);
    }

    private static ObjectNode Status(AuthorizerDecision decision, IReadOnlyList<string> problems)
    {
        var status = new ObjectNode { { "allowed", decision.IsAllowed } };
        if (decision.Decision == Decision.Deny)
        {
            status.Set("denied", true);
        }

        if (decision.Reason.Length > 0)
        {
            status.Set("reason", decision.Reason);
        }

        var error = string.Join("; ", problems.Prepend(decision.Error).Where(p => p.Length > 0));
        if (error.Length > 0)
        {
            status.Set("evaluationError", error);
        }

        return status;
    }
}
