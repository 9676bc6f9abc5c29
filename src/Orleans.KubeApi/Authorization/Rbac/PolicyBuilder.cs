using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>
/// Makes a policy of stored objects. Keeps what it read of each version of an object, so that a change costs one object's reading and one
/// walk over the rest. One caller at a time.
/// </summary>
internal sealed class PolicyBuilder
{
    private readonly ReadObjects<PolicyRule[]> _clusterRoles = new(static o => PolicyRule.Of(o.Parse()));
    private readonly ReadObjects<PolicyRule[]> _roles = new(static o => PolicyRule.Of(o.Parse()));
    private readonly ReadObjects<RoleBindingEntry> _clusterBindings = new(RoleBindingEntry.Of);
    private readonly ReadObjects<RoleBindingEntry> _bindings = new(RoleBindingEntry.Of);

    /// <summary>The policy of these objects, each collection in key order.</summary>
    public RbacPolicy Build(
        IEnumerable<StoredObject> clusterRoles, IEnumerable<StoredObject> roles, IEnumerable<StoredObject> clusterBindings,
        IEnumerable<StoredObject> bindings) => new(
            ByKey(_clusterRoles.Read(clusterRoles)), ByKey(_roles.Read(roles)),
            [.. _clusterBindings.Read(clusterBindings).Select(b => b.Value)], [.. _bindings.Read(bindings).Select(b => b.Value)]);

    private static Dictionary<string, PolicyRule[]> ByKey(List<(string Key, PolicyRule[] Value)> roles) =>
        roles.ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);
}
