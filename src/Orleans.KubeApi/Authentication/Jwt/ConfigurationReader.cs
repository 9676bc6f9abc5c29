using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Jwt;

/// <summary>Collects what is wrong with a configuration file, so that its author sees all of it at once.</summary>
internal sealed class ConfigurationReader
{
    private const int ComplaintsMax = 20;
    private readonly List<string> _complaints = [];

    /// <summary>Notes a complaint.</summary>
    public void Complain(string path, string problem) => _complaints.Add($"{path}: {problem}");

    /// <summary>Notes a complaint unless something holds.</summary>
    public void Check(bool holds, string path, string problem)
    {
        if (!holds)
        {
            Complain(path, problem);
        }
    }

    /// <summary>Notes that an expression was given.</summary>
    public void Expression(string path) => Complain(path, "CEL expressions aren't supported by this server; name a claim instead");

    /// <summary>Notes all fields but the known ones.</summary>
    public void Known(ObjectNode node, string path, params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in node)
        {
            if (!names.Contains(name))
            {
                Complain(path.Length == 0 ? name : $"{path}.{name}", "unknown field");
            }
        }
    }

    /// <summary>An object that must be there; an empty one if it isn't.</summary>
    public ObjectNode Object(ObjectNode node, string name, string path)
    {
        if (node.Object(name) is { } found)
        {
            return found;
        }

        Complain($"{path}.{name}", "must be an object");
        return [];
    }

    /// <summary>The objects of a list with their paths.</summary>
    public IEnumerable<(ObjectNode Item, string Path)> Objects(ObjectNode node, string name, string path)
    {
        var at = path.Length == 0 || path.EndsWith('.') ? path + name : $"{path}.{name}";
        if (!node.Has(name) || node[name] is NullNode)
        {
            yield break;
        }

        if (node.Array(name) is not { } list)
        {
            Complain(at, "must be a list");
            yield break;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is ObjectNode item)
            {
                yield return (item, $"{at}[{i}]");
            }
            else
            {
                Complain($"{at}[{i}]", "must be an object");
            }
        }
    }

    /// <summary>Checks the address of an issuer.</summary>
    public void Address(string text, string path)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            Complain(path, "URL scheme must be https");
            return;
        }

        Check(address.UserInfo.Length == 0, path, "URL must not contain a username or password");
        Check(address.Query.Length == 0, path, "URL must not contain a query");
        Check(address.Fragment.Length == 0, path, "URL must not contain a fragment");
    }

    /// <summary>Throws if there was a complaint.</summary>
    /// <exception cref="FormatException">With the complaints.</exception>
    public void ThrowIfWrong()
    {
        if (_complaints.Count > 0)
        {
            throw new FormatException(string.Join("; ", _complaints.Distinct().Take(ComplaintsMax)));
        }
    }
}
