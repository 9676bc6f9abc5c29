namespace Orleans.KubeApi.Authentication;

/// <summary>
/// Who sent a request: the result of a successful authentication. Immutable, shared by all requests of the same credential.
/// </summary>
internal sealed class UserInfo
{
    /// <summary>Everybody who authenticated is in this group.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>Members may do everything.</summary>
    public const string MastersGroup = "system:masters";

    private static readonly Dictionary<string, IReadOnlyList<string>> NoExtra = [];

    public UserInfo(
        string name, string uid, IEnumerable<string> groups, IReadOnlyDictionary<string, IReadOnlyList<string>>? extra = null)
    {
        Extra = extra ?? NoExtra;
        Name = name;
        Uid = uid;
        var all = groups.Where(g => g.Length > 0 && g != AuthenticatedGroup).ToList();
        all.Add(AuthenticatedGroup);
        Groups = all;
        IsMaster = all.Contains(MastersGroup);
    }

    private UserInfo(string name, string group)
    {
        Name = name;
        Uid = "";
        Groups = [group];
    }

    /// <summary>
    /// A request without credentials, where those are allowed: system:anonymous in system:unauthenticated, and in no other group.
    /// </summary>
    public static UserInfo Anonymous { get; } = new("system:anonymous", "system:unauthenticated");

    /// <summary>Proved who he is.</summary>
    public bool IsAuthenticated => this != Anonymous;

    /// <summary>The user name.</summary>
    public string Name { get; }

    /// <summary>The unique id, "" if the credential has none.</summary>
    public string Uid { get; }

    /// <summary>The credential's groups in order, then <see cref="AuthenticatedGroup"/>.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>What else the credential says: name to values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; } = NoExtra;

    /// <summary>In <see cref="MastersGroup"/>; computed once, because every authorization asks.</summary>
    public bool IsMaster { get; }
}
