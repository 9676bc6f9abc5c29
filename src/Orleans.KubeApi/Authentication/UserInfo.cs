namespace Orleans.KubeApi.Authentication;

/// <summary>
/// Who sent a request: the result of a successful authentication. Immutable, shared by all requests of the same credential.
/// </summary>
internal sealed class UserInfo
{
    /// <summary>Everybody who authenticated is in this group.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>Who did not is in this one, and in no other.</summary>
    public const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>The user of requests without credentials.</summary>
    public const string AnonymousName = "system:anonymous";

    /// <summary>Members may do everything.</summary>
    public const string MastersGroup = "system:masters";

    private static readonly Dictionary<string, IReadOnlyList<string>> NoExtra = [];

    /// <summary>Somebody who authenticated: <see cref="AuthenticatedGroup"/> is added where the credential does not name it.</summary>
    public UserInfo(
        string name, string uid, IEnumerable<string> groups, IReadOnlyDictionary<string, IReadOnlyList<string>>? extra = null)
        : this(name, uid, extra, WithAuthenticated(groups))
    {
    }

    private UserInfo(string name, string uid, IReadOnlyDictionary<string, IReadOnlyList<string>>? extra, List<string> groups)
    {
        Name = name;
        Uid = uid;
        Groups = groups;
        Extra = extra ?? NoExtra;
        IsMaster = groups.Contains(MastersGroup);
        IsAuthenticated = groups.Contains(AuthenticatedGroup);
    }

    /// <summary>
    /// A request without credentials, where those are allowed: system:anonymous in system:unauthenticated, and in no other group.
    /// </summary>
    public static UserInfo Anonymous { get; } = Exactly(AnonymousName, "", [UnauthenticatedGroup]);

    /// <summary>This server itself, for what it writes on its own account.</summary>
    public static UserInfo ApiServer { get; } = new("system:apiserver", "", [MastersGroup]);

    /// <summary>In <see cref="AuthenticatedGroup"/>: proved who he is, or acts for somebody who would have.</summary>
    public bool IsAuthenticated { get; }

    /// <summary>The user name.</summary>
    public string Name { get; }

    /// <summary>The unique id, "" if the credential has none.</summary>
    public string Uid { get; }

    /// <summary>The credential's groups in its order, then <see cref="AuthenticatedGroup"/> if it was not among them.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>What else the credential says: name to values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; }

    /// <summary>In <see cref="MastersGroup"/>; computed once, because every authorization asks.</summary>
    public bool IsMaster { get; }

    /// <summary>A user with these groups and no others.</summary>
    public static UserInfo Exactly(
        string name, string uid, IEnumerable<string> groups, IReadOnlyDictionary<string, IReadOnlyList<string>>? extra = null) =>
        new(name, uid, extra, groups.ToList());

    /// <summary>A service account of this server.</summary>
    public static UserInfo ServiceAccount(
        string ns, string name, string uid = "", IReadOnlyDictionary<string, IReadOnlyList<string>>? extra = null) =>
        new($"system:serviceaccount:{ns}:{name}", uid, ["system:serviceaccounts", $"system:serviceaccounts:{ns}"], extra);

    private static List<string> WithAuthenticated(IEnumerable<string> groups)
    {
        var all = groups.Where(g => g.Length > 0).ToList();
        if (!all.Contains(AuthenticatedGroup))
        {
            all.Add(AuthenticatedGroup);
        }

        return all;
    }
}
