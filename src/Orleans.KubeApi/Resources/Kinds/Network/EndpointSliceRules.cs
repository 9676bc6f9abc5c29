using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>EndpointSlice of discovery.k8s.io/v1. A change of its labels counts as a change of spec.</summary>
internal sealed class EndpointSliceRules : KindRules
{
    private const int EndpointsMax = 1000;
    private const int AddressesMax = 100;
    private const int PortsMax = 20000;
    private const int HintsMax = 8;
    private static readonly string[] Types = ["FQDN", "IPv4", "IPv6"];

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        foreach (var port in tree.Items("ports").OfType<ObjectNode>())
        {
            if (!port.Has("name"))
            {
                port.Set("name", "");
            }

            if (!port.Has("protocol"))
            {
                port.Set("protocol", "TCP");
            }
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) => DropTopology(tree);

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (!Node.DeepEquals(tree["endpoints"], old["endpoints"]))
        {
            DropTopology(tree);
        }
    }

    /// <inheritdoc/>
    public override bool MetadataCountsAsSpec(ObjectNode tree, ObjectNode old) =>
        !Node.DeepEquals(tree.Object("metadata")?["labels"], old.Object("metadata")?["labels"]);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, [], errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in old.Items("endpoints").OfType<ObjectNode>())
        {
            known.UnionWith(endpoint.Texts("addresses"));
        }

        Check(tree, known, errors);
        if ((tree.Text("addressType") ?? "") != (old.Text("addressType") ?? ""))
        {
            errors.Invalid(FieldPath.Of("addressType"), tree.Text("addressType") ?? "", "field is immutable");
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        var type = tree.Text("addressType");
        if (type == "FQDN")
        {
            if (old?.Text("addressType") != "FQDN")
            {
                context.Warnings.Add("spec.addressType: FQDN endpoints are deprecated");
            }

            return;
        }

        var endpoints = tree.Items("endpoints");
        for (var i = 0; i < endpoints.Count; i++)
        {
            var addresses = (endpoints[i] as ObjectNode).Texts("addresses");
            for (var j = 0; j < addresses.Count; j++)
            {
                AddressRules.Warn(addresses[j], FieldPath.Of("endpoints").Index(i).Child("addresses").Index(j), context.Warnings);
            }
        }
    }

    // The field is v1beta1's; v1 shows what was stored, but takes none.
    private static void DropTopology(ObjectNode tree)
    {
        foreach (var endpoint in tree.Items("endpoints").OfType<ObjectNode>())
        {
            endpoint.Remove("deprecatedTopology");
        }
    }

    private static void Check(ObjectNode tree, HashSet<string> known, FieldErrors errors)
    {
        var type = tree.Text("addressType") ?? "";
        if (type.Length == 0)
        {
            errors.Required(FieldPath.Of("addressType"));
        }
        else if (!Types.Contains(type))
        {
            errors.NotSupported(FieldPath.Of("addressType"), type, Types);
        }

        CheckEndpoints(tree.Items("endpoints"), type, known, errors);
        CheckPorts(tree.Items("ports"), errors);
    }

    private static void CheckEndpoints(List<Node> endpoints, string type, HashSet<string> known, FieldErrors errors)
    {
        if (endpoints.Count > EndpointsMax)
        {
            errors.TooMany(FieldPath.Of("endpoints"), endpoints.Count, EndpointsMax);
            return;
        }

        for (var i = 0; i < endpoints.Count; i++)
        {
            var endpoint = (ObjectNode)endpoints[i];
            var path = FieldPath.Of("endpoints").Index(i);
            var addresses = endpoint.Texts("addresses");
            if (addresses.Count == 0)
            {
                errors.Required(path.Child("addresses"), "must contain at least 1 address");
            }
            else if (addresses.Count > AddressesMax)
            {
                errors.TooMany(path.Child("addresses"), addresses.Count, AddressesMax);
            }

            for (var j = 0; j < addresses.Count; j++)
            {
                CheckAddress(addresses[j], type, known, path.Child("addresses").Index(j), errors);
            }

            CheckRest(endpoint, path, errors);
        }
    }

    private static void CheckAddress(string address, string type, HashSet<string> known, FieldPath path, FieldErrors errors)
    {
        if (type == "FQDN")
        {
            NetForms.FullDomain(address, path, errors);
            return;
        }

        if (type is not ("IPv4" or "IPv6"))
        {
            return;
        }

        var before = errors.Count;
        if (!known.Contains(address))
        {
            AddressRules.CheckLegacy(address, path, errors);
        }

        if (IpText.TryParse(address, out var ip) && ip.Family != type)
        {
            errors.Invalid(path, address, $"must be an {type} address");
        }

        if (errors.Count == before)
        {
            AddressRules.CheckNotSpecial(address, path, errors);
        }
    }

    private static void CheckRest(ObjectNode endpoint, FieldPath path, FieldErrors errors)
    {
        if (endpoint.Text("nodeName") is { } node)
        {
            FieldChecks.Report(errors, path.Child("nodeName"), node, NameRules.Subdomain(node));
        }

        Names.Labels(errors, path.Child("deprecatedTopology"), endpoint.Object("deprecatedTopology"));
        if (endpoint.Text("hostname") is { } host)
        {
            FieldChecks.Report(errors, path.Child("hostname"), host, NameRules.Label(host));
        }

        var hints = endpoint.Object("hints");
        CheckHints(hints.Items("forZones"), path.Child("hints", "forZones"), LabelSyntax.ValueErrors, errors);
        CheckHints(hints.Items("forNodes"), path.Child("hints", "forNodes"), NameRules.Subdomain, errors);
    }

    private static void CheckHints(List<Node> hints, FieldPath path, Func<string, IReadOnlyList<string>> rule, FieldErrors errors)
    {
        if (hints.Count > HintsMax)
        {
            errors.TooMany(path, hints.Count, HintsMax);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < hints.Count; i++)
        {
            var name = (hints[i] as ObjectNode)?.Text("name") ?? "";
            var at = path.Index(i).Child("name");
            if (!seen.Add(name))
            {
                errors.Duplicate(at, name);
            }

            FieldChecks.Report(errors, at, name, rule(name));
        }
    }

    private static void CheckPorts(List<Node> ports, FieldErrors errors)
    {
        if (ports.Count > PortsMax)
        {
            errors.TooMany(FieldPath.Of("ports"), ports.Count, PortsMax);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var port = (ObjectNode)ports[i];
            var path = FieldPath.Of("ports").Index(i);
            var name = port.Text("name") ?? "";
            if (name.Length > 0)
            {
                FieldChecks.Report(errors, path.Child("name"), name, NameRules.Label(name));
            }

            if (!seen.Add(name))
            {
                errors.Duplicate(path.Child("name"), name);
            }

            if (!port.Has("protocol"))
            {
                errors.Required(path.Child("protocol"));
            }
            else if (port.Text("protocol") is not ("TCP" or "UDP" or "SCTP"))
            {
                errors.NotSupported(path.Child("protocol"), port["protocol"], NetForms.Protocols);
            }

            if (port.Text("appProtocol") is { } app)
            {
                Names.Qualified(errors, path.Child("appProtocol"), app);
            }
        }
    }
}
