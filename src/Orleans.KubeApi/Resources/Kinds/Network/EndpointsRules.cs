using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Endpoints of core/v1: subsets are grouped and ordered anew on every write, addresses must be reachable ones.</summary>
internal sealed class EndpointsRules : KindRules
{
    private static readonly string[] AddressLists = ["addresses", "notReadyAddresses"];

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        foreach (var port in tree.Items("subsets").OfType<ObjectNode>().SelectMany(s => s.Items("ports")))
        {
            if (port is ObjectNode item && string.IsNullOrEmpty(item.Text("protocol")))
            {
                item.Set("protocol", "TCP");
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var before = errors.Count;
        Check(tree, [], errors);
        Pack(tree, errors, before);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        var before = errors.Count;
        // What is stored may predate a rule: unchanged subsets pass.
        if (!Node.DeepEquals(tree["subsets"], old["subsets"]))
        {
            Check(tree, [.. Addresses(old).Select(a => a.Item.Text("ip") ?? "")], errors);
        }

        Pack(tree, errors, before);
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        foreach (var (item, path) in Addresses(tree))
        {
            AddressRules.Warn(item.Text("ip") ?? "", path.Child("ip"), context.Warnings);
        }
    }

    private static IEnumerable<(ObjectNode Item, FieldPath Path)> Addresses(ObjectNode tree)
    {
        var subsets = tree.Items("subsets");
        for (var i = 0; i < subsets.Count; i++)
        {
            foreach (var list in AddressLists)
            {
                var items = (subsets[i] as ObjectNode).Items(list);
                for (var j = 0; j < items.Count; j++)
                {
                    yield return ((ObjectNode)items[j], FieldPath.Of("subsets").Index(i).Child(list).Index(j));
                }
            }
        }
    }

    // The original orders a valid object before it stores it.
    private static void Pack(ObjectNode tree, FieldErrors errors, int before)
    {
        if (errors.Count == before)
        {
            SubsetPacking.Repack(tree);
        }
    }

    private static void Check(ObjectNode tree, HashSet<string> oldAddresses, FieldErrors errors)
    {
        var subsets = tree.Items("subsets");
        for (var i = 0; i < subsets.Count; i++)
        {
            var path = FieldPath.Of("subsets").Index(i);
            var subset = (ObjectNode)subsets[i];
            if (subset.Items("addresses").Count + subset.Items("notReadyAddresses").Count == 0)
            {
                errors.Required(path, "must specify `addresses` or `notReadyAddresses`");
            }

            foreach (var list in AddressLists)
            {
                var items = subset.Items(list);
                for (var j = 0; j < items.Count; j++)
                {
                    CheckAddress((ObjectNode)items[j], oldAddresses, path.Child(list).Index(j), errors);
                }
            }

            var ports = subset.Items("ports");
            for (var j = 0; j < ports.Count; j++)
            {
                CheckPort((ObjectNode)ports[j], ports.Count > 1, path.Child("ports").Index(j), errors);
            }
        }
    }

    private static void CheckAddress(ObjectNode item, HashSet<string> oldAddresses, FieldPath path, FieldErrors errors)
    {
        var ip = item.Text("ip") ?? "";
        if (!oldAddresses.Contains(ip))
        {
            AddressRules.CheckLegacy(ip, path.Child("ip"), errors);
        }

        if (item.Text("hostname") is { Length: > 0 } host)
        {
            FieldChecks.Report(errors, path.Child("hostname"), host, NameRules.Label(host));
        }

        if (item.Text("nodeName") is { } node)
        {
            FieldChecks.Report(errors, path.Child("nodeName"), node, NameRules.Subdomain(node));
        }

        AddressRules.CheckNotSpecial(ip, path.Child("ip"), errors);
    }

    private static void CheckPort(ObjectNode port, bool needsName, FieldPath path, FieldErrors errors)
    {
        var name = port.Text("name") ?? "";
        if (needsName && name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }
        else if (name.Length > 0)
        {
            FieldChecks.Report(errors, path.Child("name"), name, NameRules.Label(name));
        }

        NetForms.PortNumber(NetForms.Number(port, "port"), path.Child("port"), errors);
        NetForms.Protocol(port.Text("protocol"), path.Child("protocol"), errors);
        if (port.Text("appProtocol") is { } app)
        {
            Names.Qualified(errors, path.Child("appProtocol"), app);
        }
    }
}
