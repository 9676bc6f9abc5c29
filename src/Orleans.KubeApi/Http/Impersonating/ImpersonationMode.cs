using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Impersonating;

/// <summary>
/// One way of impersonation (KEP-5284). The constrained ones need <c>impersonate:MODE</c> on the identity and
/// <c>impersonate-on:MODE:VERB</c>
/// on what is asked for; the old one needs <c>impersonate</c> on the identity only.
/// </summary>
/// <param name="Name">The mode in verbs; "" for the old way.</param>
/// <param name="Fits">Whether the mode is meant for this user and this requestor.</param>
internal sealed record ImpersonationMode(string Name, Func<UserInfo, UserInfo, bool> Fits)
{
    public const string NodePrefix = "system:node:";
    private const string AccountPrefix = "system:serviceaccount:";

    /// <summary>The node that the requestor's own pod runs on.</summary>
    public static ImpersonationMode AssociatedNode { get; } = new("associated-node", (wanted, requestor) =>
        IsOnlyName(wanted) && NodeOf(wanted.Name) is { } node && AccountOf(requestor.Name) is not null
        && requestor.Extra.GetValueOrDefault(CredentialIds.NodeName) is [var own] && own == node);

    /// <summary>All modes, the narrowest first.</summary>
    public static IReadOnlyList<ImpersonationMode> All { get; } =
    [
        AssociatedNode,
        new("arbitrary-node", (wanted, _) => IsOnlyName(wanted) && NodeOf(wanted.Name) is not null),
        new("serviceaccount", (wanted, _) => IsOnlyName(wanted) && AccountOf(wanted.Name) is not null),
        new("user-info", (wanted, _) => NodeOf(wanted.Name) is null && AccountOf(wanted.Name) is null),
        new("", (_, _) => true),
    ];

    /// <summary>Needs more than the old verb.</summary>
    public bool IsConstrained => Name.Length > 0;

    /// <summary>The verb on identities.</summary>
    public string Verb => IsConstrained ? $"impersonate:{Name}" : "impersonate";

    /// <summary>The node in a user name; null if it is none of a node.</summary>
    public static string? NodeOf(string user) =>
        user.StartsWith(NodePrefix, StringComparison.Ordinal) && NameRules.Subdomain(user[NodePrefix.Length..]).Count == 0
            ? user[NodePrefix.Length..] : null;

    /// <summary>The service account in a user name; null if it is none of an account.</summary>
    public static (string Namespace, string Name)? AccountOf(string user) =>
        user.StartsWith(AccountPrefix, StringComparison.Ordinal)
        && user[AccountPrefix.Length..].Split(':') is [var ns, var name]
        && NameRules.Label(ns).Count == 0 && NameRules.Subdomain(name).Count == 0 ? (ns, name) : null;

    private static bool IsOnlyName(UserInfo wanted) => wanted.Uid.Length == 0 && wanted.Groups.Count == 0 && wanted.Extra.Count == 0;
}
