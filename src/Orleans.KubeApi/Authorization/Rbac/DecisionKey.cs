using System.Runtime.CompilerServices;
using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>All of a request that RBAC looks at, but its name. Users are told apart by identity: each credential has its one.</summary>
internal readonly struct DecisionKey(UserInfo user, in RequestAttributes attributes) : IEquatable<DecisionKey>
{
    private readonly UserInfo _user = user;
    private readonly string _verb = attributes.Verb;
    private readonly string? _group = attributes.IsResource ? attributes.Group ?? "" : null;
    private readonly string _resource = attributes.IsResource ? attributes.Resource ?? "" : attributes.Path;
    private readonly string _subresource = attributes.Subresource ?? "";
    private readonly string _namespace = attributes.Namespace ?? "";

    /// <inheritdoc/>
    public bool Equals(DecisionKey other) => ReferenceEquals(_user, other._user) && _verb == other._verb && _group == other._group
        && _resource == other._resource && _subresource == other._subresource && _namespace == other._namespace;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DecisionKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        RuntimeHelpers.GetHashCode(_user), _verb, _group, _resource, _subresource, _namespace);
}
