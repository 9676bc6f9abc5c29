using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>The names of a claim's requests, and of the alternatives in them: what constraints and configuration may refer to.</summary>
internal sealed class DeviceRequests
{
    private const string Unknown =
        "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    private readonly Dictionary<string, HashSet<string>> _names = [];

    /// <summary>Collects the names of <c>devices</c>.</summary>
    public DeviceRequests(ObjectNode? devices)
    {
        foreach (var request in devices.Items("requests").OfType<ObjectNode>())
        {
            _names[request.Str("name")] =
                [.. request.Items("firstAvailable").OfType<ObjectNode>().Select(r => r.Str("name"))];
        }
    }

    /// <summary>Checks one reference.</summary>
    public void Check(FieldErrors errors, FieldPath path, string name)
    {
        var parts = name.Split('/');
        if (parts.Length > 2)
        {
            errors.Invalid(path, name, Unknown);
            return;
        }

        foreach (var part in parts)
        {
            Names.Label(errors, path, part);
        }

        if (!_names.TryGetValue(parts[0], out var inner) || (parts.Length == 2 && !inner.Contains(parts[1])))
        {
            errors.Invalid(path, name, Unknown);
        }
    }

    /// <summary>Checks a list of references without repetition.</summary>
    public void CheckList(FieldErrors errors, FieldPath path, List<Node> names)
    {
        if (!DeviceNames.Fits(errors, path, names, 32))
        {
            return;
        }

        for (var i = 0; i < names.Count; i++)
        {
            Check(errors, path.Index(i), names[i].Str());
        }

        DeviceNames.Unique(errors, path, names, n => n.Str());
    }
}
