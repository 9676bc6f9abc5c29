using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Http.Handlers.Subresources;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Handlers.Reviews;

/// <summary>SelfSubjectRulesReview: what the sender may do in a namespace, as far as it can be listed.</summary>
internal static class RulesReviewHandler
{
    /// <summary>Answers a review.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        var posted = await PostedBody.ReadAsync(context);
        var ns = posted.Tree.Object("spec").Str("namespace");
        if (ns.Length == 0)
        {
            throw StatusErrors.BadRequest("no namespace on request");
        }

        var known = services.Authorizer is IRulesAuthorizer lister
            ? lister.RulesFor(context.User!, ns) : new UserRules([], IsIncomplete: true, []);
        var review = new ObjectNode
        {
            { "kind", context.Type.Kind.Kind },
            { "apiVersion", context.Type.Kind.ApiVersion },
            { "metadata", new ObjectNode() },
            { "spec", new ObjectNode() },
            { "status", Status(known) },
        };
        WarningHeaders.Add(context.Http.Response, posted.Warnings);
        await Answers.JsonAsync(context, 201, TreeOrder.Restore(review, context.Type.Schema).ToUtf8(), format.Plain);
    }

    private static ObjectNode Status(UserRules known)
    {
        var status = new ObjectNode
        {
            { "resourceRules", new ArrayNode(known.Rules.Where(r => r.Resources.Length > 0).Select(OfResources)) },
            { "nonResourceRules", new ArrayNode(known.Rules.Where(r => r.Urls.Length > 0).Select(OfPaths)) },
            { "incomplete", known.IsIncomplete },
        };
        if (known.Problems.Count > 0)
        {
            status.Set("evaluationError", known.Problems.Count == 1 ? known.Problems[0] : $"[{string.Join(", ", known.Problems)}]");
        }

        return status;
    }

    private static Node OfResources(PolicyRule rule)
    {
        var shown = new ObjectNode { { "verbs", ArrayNode.OfTexts(rule.Verbs) } };
        Add(shown, "apiGroups", rule.Groups);
        Add(shown, "resources", rule.Resources);
        Add(shown, "resourceNames", rule.Names);
        return shown;
    }

    private static Node OfPaths(PolicyRule rule)
    {
        var shown = new ObjectNode { { "verbs", ArrayNode.OfTexts(rule.Verbs) } };
        Add(shown, "nonResourceURLs", rule.Urls);
        return shown;
    }

    private static void Add(ObjectNode shown, string name, string[] values)
    {
        if (values.Length > 0)
        {
            shown.Set(name, ArrayNode.OfTexts(values));
        }
    }
}
