using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A short list of names, or all names. "*" means all only where it stands alone.</summary>
internal sealed class NameSet
{
    private readonly string[]? _names;

    private NameSet(string[]? names) => _names = names;

    public static NameSet All { get; } = new(null);

    /// <summary>Reads a member with a list of texts.</summary>
    public static NameSet Read(ObjectNode rule, string member)
    {
        var names = (rule.Array(member)?.Items ?? []).Select(n => n.Str()).ToArray();
        return names is ["*"] ? All : new NameSet(names);
    }

    public bool Contains(string name)
    {
        if (_names is null)
        {
            return true;
        }

        foreach (var known in _names)
        {
            if (known == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether "name/below" is in it, or just "name" if <paramref name="below"/> is empty.</summary>
    public bool Contains(string name, string below)
    {
        if (_names is null || below.Length == 0)
        {
            return Contains(name);
        }

        foreach (var known in _names)
        {
            if (known.Length == name.Length + 1 + below.Length && known[name.Length] == '/'
                && known.StartsWith(name, StringComparison.Ordinal) && known.EndsWith(below, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
