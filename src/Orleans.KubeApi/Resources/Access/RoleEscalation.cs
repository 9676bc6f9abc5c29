using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Access;

/// <summary>
/// Nobody gives away what he doesn't hold (kubernetes <c>registry/rbac/*/policybased</c>): who writes a role must hold its rules or the
/// verb <c>escalate</c>, who writes a binding must hold the rules of its role or the verb <c>bind</c>. Part of every write of these
/// objects, whatever the verb, after mutating admission.
/// </summary>
internal static class RoleEscalation
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly string[] ServerOwned =
        ["ownerReferences", "finalizers", "managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink",
            "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Refuses a write that would give away more than its writer holds.</summary>
    /// <exception cref="StatusException">403, or 404 for a binding to a role that isn't there.</exception>
    public static ValueTask CheckAsync(WriteRequest request, ResourceType type, ObjectNode tree, ObjectNode? old, OperationContext context)
    {
        if (type.Resource.Group != Group || request.User.IsMaster || (old is not null && OnlyForCollector(type, tree, old)))
        {
            return ValueTask.CompletedTask;
        }

        return type.Resource.Resource is "rolebindings" or "clusterrolebindings"
            ? CheckBindingAsync(request, type, tree, context)
            : CheckRoleAsync(request, type, tree, old, context);
    }

    private static async ValueTask CheckRoleAsync(
        WriteRequest request, ResourceType type, ObjectNode tree, ObjectNode? old, OperationContext context)
    {
        var escalate = Attributes(request, type.Resource.Resource, "escalate") with
        {
            Version = request.Version,
            Name = request.Verb == WriteVerb.Create ? "" : request.Name,
        };
        if (await IsAllowedAsync(request, escalate, context))
        {
            return;
        }

        Confirm(request, type, tree, PolicyRule.Of(tree), context);
        if ((Aggregates(tree) || Aggregates(old))
            && Missing(request, PolicyRule.Everything, context).Rules.Count > 0)
        {
            throw StatusErrors.Forbidden(
                type.Resource, new ObjectMeta(tree).Name, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private static async ValueTask CheckBindingAsync(WriteRequest request, ResourceType type, ObjectNode tree, OperationContext context)
    {
        var reference = tree.Object("roleRef");
        var name = reference.Str("name");
        var roles = reference.Str("kind") switch
        {
            "ClusterRole" => "clusterroles",
            "Role" => "roles",
            var other => throw new StatusException(new Status(500, "", $"unsupported role reference kind: {GoText.Quote(other)}")),
        };
        var bind = Attributes(request, roles, "bind") with { Group = reference.Str("apiGroup"), Name = name };
        if (await IsAllowedAsync(request, bind, context))
        {
            return;
        }

        Confirm(request, type, tree, PolicyRule.Of(RoleOf(roles, request.Namespace, name, context).Parse()), context);
    }

    // Comes before the object's own validation and answers as a GET of the role would.
    private static StoredObject RoleOf(string roles, string ns, string name, OperationContext context)
    {
        var missing = roles == "roles" && ns.Length == 0 ? "Namespace" : name.Length == 0 ? "Name" : "";
        if (missing.Length > 0)
        {
            throw StatusErrors.BadRequest($"{missing} parameter required.");
        }

        if (NameRules.PathSegment(name) is { Count: > 0 } wrong)
        {
            throw StatusErrors.BadRequest($"Name parameter invalid: {GoText.Quote(name)}: {string.Join(';', wrong)}");
        }

        var resource = new GroupResource(Group, roles);
        return context.Reader.Find(resource, roles == "roles" ? ns : "", name) ?? throw StatusErrors.NotFound(resource, name);
    }

    // An aggregation without selectors is none here; the object's own validation refuses it.
    private static bool Aggregates(ObjectNode? role) => role?.Object("aggregationRule").Items("clusterRoleSelectors").Count > 0;

    private static void Confirm(
        WriteRequest request, ResourceType type, ObjectNode tree, IReadOnlyList<PolicyRule> wanted, OperationContext context)
    {
        var (missing, problems) = Missing(request, wanted, context);
        if (missing.Count == 0)
        {
            return;
        }

        var user = request.User;
        var text = $"user {GoText.Quote(user.Name)} (groups=[{string.Join(' ', user.Groups.Select(GoText.Quote))}]) is attempting to grant "
            + "RBAC permissions not currently held:\n"
            + string.Join('\n', missing.Select(m => m.ToString()).Distinct().Order(StringComparer.Ordinal))
            + (problems.Count == 0 ? "" : $"; resolution errors: [{string.Join(", ", problems.Distinct())}]");
        throw StatusErrors.Forbidden(type.Resource, new ObjectMeta(tree).Name, text);
    }

    private static (IReadOnlyList<PolicyRule> Rules, IReadOnlyList<string> Problems) Missing(
        WriteRequest request, IReadOnlyList<PolicyRule> wanted, OperationContext context)
    {
        var (held, problems) = context.Rules?.RulesFor(request.User, request.Namespace) ?? ([], []);
        return (RuleCoverage.Missing(held, wanted), problems);
    }

    // The garbage collector must be able to delete what it could not write.
    private static bool OnlyForCollector(ResourceType type, ObjectNode tree, ObjectNode old)
    {
        var same = (ObjectNode)tree.Clone();
        var (meta, before) = (new ObjectMeta(same), new ObjectMeta(old));
        foreach (var name in ServerOwned)
        {
            meta.CopyFrom(before, name);
        }

        return TreeForm.SameButVersion(TreeOrder.Restore(same, type.Schema), old);
    }

    private static async ValueTask<bool> IsAllowedAsync(WriteRequest request, RequestAttributes attributes, OperationContext context) =>
        (await context.Authorizer.AuthorizeAsync(request.User, attributes, CancellationToken.None)).IsAllowed;

    private static RequestAttributes Attributes(WriteRequest request, string resource, string verb) => new()
    {
        IsResource = true,
        Verb = verb,
        Path = "",
        Group = Group,
        Resource = resource,
        Subresource = "",
        Namespace = request.Namespace,
    };
}
