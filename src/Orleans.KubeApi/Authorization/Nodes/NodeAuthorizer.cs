using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Nodes;

/// <summary>
/// What a kubelet may do (kubernetes <c>plugin/pkg/auth/authorizer/node</c>): its own node, lease, CSINode and slices; its pods; and of
/// secrets, config maps, claims, volumes and accounts those that its pods need. Everything else by fixed rules. Never a hard no.
/// </summary>
/// <param name="objects">What there is.</param>
/// <param name="rules">What every node may do; they don't apply to the resources that are looked at one by one.</param>
internal sealed class NodeAuthorizer(INodeObjects objects, IReadOnlyList<PolicyRule> rules) : IRulesAuthorizer
{
    private const string NamePrefix = "system:node:";
    private static readonly AuthorizerDecision Yes = new(Decision.Allow);

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        if (!IsNode(user))
        {
            return ValueTask.FromResult(default(AuthorizerDecision));
        }

        var node = user.Name[NamePrefix.Length..];
        return node.Length == 0 ? ValueTask.FromResult(No($"unknown node for user \"{user.Name}\""))
            : GuardAsync(node, attributes, cancellationToken);
    }

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns) => IsNode(user)
        ? new UserRules([], IsIncomplete: true, ["node authorizer does not support user rule resolution"])
        : new UserRules([], IsIncomplete: false, []);

    private static bool IsNode(UserInfo user) =>
        user.Name.StartsWith(NamePrefix, StringComparison.Ordinal) && user.Groups.Contains("system:nodes");

    private async ValueTask<AuthorizerDecision> GuardAsync(string node, RequestAttributes asked, CancellationToken cancellationToken)
    {
        try
        {
            return await DecideAsync(node, asked, cancellationToken);
        }
        catch (StatusException unknown)
        {
            return new AuthorizerDecision(Decision.NoOpinion, "", unknown.Status.Message);
        }
    }

    private ValueTask<AuthorizerDecision> DecideAsync(string node, RequestAttributes asked, CancellationToken cancellationToken)
    {
        if (!asked.IsResource)
        {
            return ValueTask.FromResult(ByRules(asked));
        }

        return (asked.Group, asked.Resource) switch
        {
            ("", "secrets") or ("", "configmaps") => ReadNeededAsync(node, asked, cancellationToken),
            ("", "persistentvolumeclaims") when asked.Subresource == "status" => UpdateNeededAsync(node, asked, cancellationToken),
            ("", "persistentvolumeclaims") or ("", "persistentvolumes") or ("resource.k8s.io", "resourceclaims") =>
                GetNeededAsync(node, asked, cancellationToken),
            ("storage.k8s.io", "volumeattachments") => GetNeededAsync(node, asked, cancellationToken),
            ("", "serviceaccounts") => AccountAsync(node, asked, cancellationToken),
            ("", "pods") => PodAsync(node, asked, cancellationToken),
            ("", "nodes") => ValueTask.FromResult(Node(node, asked)),
            ("coordination.k8s.io", "leases") => ValueTask.FromResult(Lease(node, asked)),
            ("storage.k8s.io", "csinodes") => ValueTask.FromResult(CsiNode(node, asked)),
            ("resource.k8s.io", "resourceslices") => SliceAsync(node, asked, cancellationToken),
            _ => ValueTask.FromResult(ByRules(asked)),
        };
    }

    private AuthorizerDecision ByRules(in RequestAttributes asked)
    {
        foreach (var rule in rules)
        {
            if (rule.AllowsName(asked.Name) && rule.AllowsAnyName(asked))
            {
                return Yes;
            }
        }

        return default;
    }

    private ValueTask<AuthorizerDecision> ReadNeededAsync(string node, RequestAttributes asked, CancellationToken cancellationToken) =>
        asked.Verb is not ("get" or "list" or "watch") ? Told("can only read resources of this type")
            : !string.IsNullOrEmpty(asked.Subresource) ? Told("cannot read subresource")
            : string.IsNullOrEmpty(asked.Namespace) ? Told("can only read namespaced object of this type")
            : NeededAsync(node, asked, cancellationToken);

    private ValueTask<AuthorizerDecision> GetNeededAsync(string node, RequestAttributes asked, CancellationToken cancellationToken) =>
        asked.Verb != "get" ? Told("can only get individual resources of this type")
            : !string.IsNullOrEmpty(asked.Subresource) ? Told("cannot get subresource")
            : NeededAsync(node, asked, cancellationToken);

    private ValueTask<AuthorizerDecision> UpdateNeededAsync(string node, RequestAttributes asked, CancellationToken cancellationToken) =>
        asked.Verb is "update" or "patch" ? NeededAsync(node, asked, cancellationToken) : Told("can only get/update/patch this type");

    private ValueTask<AuthorizerDecision> AccountAsync(string node, RequestAttributes asked, CancellationToken cancellationToken) =>
        (asked.Verb, asked.Subresource) is ("get", "" or null) ? NeededAsync(node, asked, cancellationToken)
            : asked.Verb != "create" || string.IsNullOrEmpty(asked.Name) ? Told("can only create tokens for individual service accounts")
            : asked.Subresource != "token" ? Told("can only create token subresource of serviceaccount")
            : NeededAsync(node, asked, cancellationToken);

    private async ValueTask<AuthorizerDecision> NeededAsync(string node, RequestAttributes asked, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(asked.Name))
        {
            return No("No Object name found");
        }

        return await IsNeededAsync(node, asked, cancellationToken) ? Yes
            : No($"no relationship found between node '{node}' and this object");
    }

    private async ValueTask<bool> IsNeededAsync(string node, RequestAttributes asked, CancellationToken cancellationToken)
    {
        var name = asked.Name!;
        if (asked.Resource == "volumeattachments")
        {
            var attachment = await objects.FindAsync(asked.GroupResource, "", name, cancellationToken);
            return attachment?.Field("spec.nodeName") == node;
        }

        var pods = (await objects.GraphAsync(cancellationToken)).PodsOf(node);
        if (asked.Resource == "persistentvolumes")
        {
            var volume = await objects.FindAsync(asked.GroupResource, "", name, cancellationToken);
            return volume is not null && IsClaimed(pods, volume);
        }

        var local = pods.Where(p => p.Namespace == asked.Namespace && (!p.IsMirror || asked.Resource == "pods"));
        return asked.Resource switch
        {
            "pods" => local.Any(p => p.Name == name),
            "configmaps" => local.Any(p => p.ConfigMaps.Contains(name)),
            "persistentvolumeclaims" => local.Any(p => p.Claims.Contains(name)),
            "resourceclaims" => local.Any(p => p.ResourceClaims.Contains(name)),
            "serviceaccounts" => local.Any(p => p.ServiceAccount == name),
            _ => local.Any(p => p.Secrets.Contains(name)) || await IsOfVolumeAsync(pods, asked, cancellationToken),
        };
    }

    private static bool IsClaimed(IEnumerable<PodNeeds> pods, StoredObject volume)
    {
        var (ns, name) = (volume.Field("spec.claimRef.namespace"), volume.Field("spec.claimRef.name"));
        return name is not null && pods.Any(p => p.Namespace == ns && p.Claims.Contains(name));
    }

    // A secret that a volume of one of its pods names.
    private async ValueTask<bool> IsOfVolumeAsync(IEnumerable<PodNeeds> pods, RequestAttributes asked, CancellationToken cancellationToken)
    {
        foreach (var (ns, claim) in pods.SelectMany(p => p.Claims.Select(c => (p.Namespace, c))))
        {
            var found = await objects.FindAsync(new GroupResource("", "persistentvolumeclaims"), ns, claim, cancellationToken);
            if (found?.Field("spec.volumeName") is { Length: > 0 } volumeName
                && await objects.FindAsync(new GroupResource("", "persistentvolumes"), "", volumeName, cancellationToken) is { } volume
                && IsClaimed(pods, volume)
                && VolumeSecrets.Of(volume.Parse(), ns).Contains((asked.Namespace ?? "", asked.Name ?? "")))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<AuthorizerDecision> PodAsync(string node, RequestAttributes asked, CancellationToken cancellationToken)
    {
        switch (asked.Subresource ?? "", asked.Verb)
        {
            case ("", "get"):
                return await NeededAsync(node, asked, cancellationToken);
            case ("", "list" or "watch"):
                if (asked.Selectors?.Fields.Any(f => f is { Path: "spec.nodeName", Negated: false } && f.Value == node) == true)
                {
                    return Yes;
                }

                return string.IsNullOrEmpty(asked.Name) ? No("can only list/watch pods with spec.nodeName field selector")
                    : await NeededAsync(node, asked, cancellationToken);
            case ("", "create" or "delete"):
            case ("status", "update" or "patch"):
            case ("eviction", "create"):
                return Yes; // Which of them is NodeRestriction's to say.
            default:
                return default;
        }
    }

    private static AuthorizerDecision Node(string node, RequestAttributes asked) => (asked.Subresource ?? "", asked.Verb) switch
    {
        ("", "create" or "update" or "patch") or ("status", "update" or "patch") => Yes, // Which one is NodeRestriction's to say.
        ("", "get" or "list" or "watch") when asked.Name == node => Yes,
        ("", "get" or "list" or "watch") => string.IsNullOrEmpty(asked.Name)
            ? No($"node '{node}' cannot read all nodes, only its own Node object")
            : No($"node '{node}' cannot read '{asked.Name}', only its own Node object"),
        _ => default,
    };

    private static AuthorizerDecision Lease(string node, RequestAttributes asked) =>
        !Writes(asked) ? No("can only get, create, update, patch, or delete a node lease")
            : asked.Namespace != "kube-node-lease" ? No("can only access leases in the \"kube-node-lease\" system namespace")
            : Own(node, asked, "can only access node lease with the same name as the requesting node");

    private static AuthorizerDecision CsiNode(string node, RequestAttributes asked) =>
        !Writes(asked) ? No("can only get, create, update, patch, or delete a CSINode")
            : !string.IsNullOrEmpty(asked.Subresource) ? No("cannot authorize CSINode subresources")
            : Own(node, asked, "can only access CSINode with the same name as the requesting node");

    private static bool Writes(in RequestAttributes asked) => asked.Verb is "get" or "create" or "update" or "patch" or "delete";

    // The name of a create is NodeRestriction's to look at.
    private static AuthorizerDecision Own(string node, RequestAttributes asked, string otherwise) =>
        asked.Verb == "create" || asked.Name == node ? Yes : No(otherwise);

    private async ValueTask<AuthorizerDecision> SliceAsync(string node, RequestAttributes asked, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(asked.Subresource))
        {
            return No("cannot authorize ResourceSlice subresources");
        }

        switch (asked.Verb)
        {
            case "create":
                return Yes; // For which node is NodeRestriction's to say.
            case "get" or "update" or "patch" or "delete":
                var slice = await objects.FindAsync(asked.GroupResource, "", asked.Name ?? "", cancellationToken);
                return slice?.Field("spec.nodeName") == node ? Yes : No($"no relationship found between node '{node}' and this object");
            case "watch" or "list" or "deletecollection":
                return asked.Selectors?.Fields.Any(f => f is { Path: "spec.nodeName", Negated: false } && f.Value == node) == true ? Yes
                    : No("can only list/watch/deletecollection resourceslices with nodeName field selector");
            default:
                return No("only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, "
                    + "deletecollection");
        }
    }

    private static ValueTask<AuthorizerDecision> Told(string reason) => ValueTask.FromResult(No(reason));

    private static AuthorizerDecision No(string reason) => new(Decision.NoOpinion, reason);
}
