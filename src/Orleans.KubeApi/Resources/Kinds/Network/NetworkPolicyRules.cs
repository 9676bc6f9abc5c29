using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>NetworkPolicy of networking.k8s.io/v1.</summary>
internal sealed class NetworkPolicyRules : KindRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly (string Rules, string Peers)[] Directions = [("ingress", "from"), ("egress", "to")];

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        if (spec.Items("policyTypes").Count == 0)
        {
            var types = new ArrayNode();
            types.Add("Ingress");
            if (spec.Items("egress").Count > 0)
            {
                types.Add("Egress");
            }

            spec.Set("policyTypes", types);
        }

        foreach (var (rules, _) in Directions)
        {
            foreach (var port in spec.Items(rules).OfType<ObjectNode>().SelectMany(r => r.Items("ports")))
            {
                if (port is ObjectNode item && !item.Has("protocol"))
                {
                    item.Set("protocol", "TCP");
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        Check(tree, allowBadValues: false, [], errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        var selector = new FieldErrors();
        SelectorRules.Check(old.Object("spec")?.Object("podSelector"), Spec, selector);

        // The original checks the policy as a new one and as a changed one: what is wrong is listed twice, stored ranges once.
        Check(tree, selector.Count > 0, [], errors);
        Check(tree, selector.Count > 0, [.. Ranges(old).Select(r => r.Text)], errors);
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        foreach (var (text, path) in Ranges(tree))
        {
            AddressRules.WarnCidr(text, path, context.Warnings);
        }
    }

    private static IEnumerable<(string Text, FieldPath Path)> Ranges(ObjectNode tree)
    {
        foreach (var (name, peers) in Directions)
        {
            var rules = tree.Object("spec").Items(name);
            for (var i = 0; i < rules.Count; i++)
            {
                var items = (rules[i] as ObjectNode).Items(peers);
                for (var j = 0; j < items.Count; j++)
                {
                    if ((items[j] as ObjectNode)?.Object("ipBlock") is not { } block)
                    {
                        continue;
                    }

                    var path = Spec.Child(name).Index(i).Child(peers).Index(j).Child("ipBlock");
                    yield return (block.Text("cidr") ?? "", path.Child("cidr"));
                    var except = block.Texts("except");
                    for (var k = 0; k < except.Count; k++)
                    {
                        yield return (except[k], path.Child("except").Index(k));
                    }
                }
            }
        }
    }

    private static void Check(ObjectNode tree, bool allowBadValues, HashSet<string> known, FieldErrors errors)
    {
        var spec = tree.Object("spec");
        SelectorRules.Check(spec?.Object("podSelector"), Spec.Child("podSelector"), errors, allowBadValues);
        foreach (var (name, peers) in Directions)
        {
            var rules = spec.Items(name);
            for (var i = 0; i < rules.Count; i++)
            {
                var path = Spec.Child(name).Index(i);
                var ports = (rules[i] as ObjectNode).Items("ports");
                for (var j = 0; j < ports.Count; j++)
                {
                    CheckPort((ObjectNode)ports[j], path.Child("ports").Index(j), errors);
                }

                var items = (rules[i] as ObjectNode).Items(peers);
                for (var j = 0; j < items.Count; j++)
                {
                    CheckPeer((ObjectNode)items[j], allowBadValues, known, path.Child(peers).Index(j), errors);
                }
            }
        }

        CheckTypes(spec, errors);
    }

    private static void CheckTypes(ObjectNode? spec, FieldErrors errors)
    {
        var types = spec.Texts("policyTypes");
        if (types.Count > 2)
        {
            errors.Invalid(Spec.Child("policyTypes"), spec?.Array("policyTypes"), "may not specify more than two policyTypes");
            return;
        }

        for (var i = 0; i < types.Count; i++)
        {
            if (types[i] is not ("Ingress" or "Egress"))
            {
                errors.NotSupported(Spec.Child("policyTypes").Index(i), types[i], ["Ingress", "Egress"]);
            }
        }
    }

    private static void CheckPort(ObjectNode port, FieldPath path, FieldErrors errors)
    {
        if (port.Text("protocol") is { } protocol and not ("TCP" or "UDP" or "SCTP"))
        {
            errors.NotSupported(path.Child("protocol"), protocol, ["TCP", "UDP", "SCTP"]);
        }

        var end = port.Integer("endPort");
        var endPath = path.Child("endPort");
        switch (port["port"])
        {
            case NumberNode number:
                var first = number.AsInteger() ?? 0;
                NetForms.PortNumber(first, path.Child("port"), errors);
                if (end is { } last)
                {
                    if (last < first)
                    {
                        // The original names the start of the range where it means the end.
                        errors.Invalid(endPath, first, "must be greater than or equal to `port`");
                    }

                    NetForms.PortNumber(last, endPath, errors);
                }

                break;
            case TextNode name:
                if (end is not null)
                {
                    errors.Invalid(endPath, end.Value, "may not be specified when `port` is non-numeric");
                }

                NetForms.PortName(name.Value, path.Child("port"), errors);
                break;
            default:
                if (end is not null)
                {
                    errors.Invalid(endPath, end.Value, "may not be specified when `port` is not specified");
                }

                break;
        }
    }

    private static void CheckPeer(ObjectNode peer, bool allowBadValues, HashSet<string> known, FieldPath path, FieldErrors errors)
    {
        var peers = 0;
        foreach (var name in new[] { "podSelector", "namespaceSelector" })
        {
            if (peer.Object(name) is { } selector)
            {
                peers++;
                SelectorRules.Check(selector, path.Child(name), errors, allowBadValues);
            }
        }

        var block = peer.Object("ipBlock");
        if (block is not null)
        {
            peers++;
            CheckBlock(block, known, path.Child("ipBlock"), errors);
        }

        if (peers == 0)
        {
            errors.Required(path, "must specify a peer");
        }
        else if (peers > 1 && block is not null)
        {
            errors.Forbidden(path, "may not specify both ipBlock and another peer");
        }
    }

    private static void CheckBlock(ObjectNode block, HashSet<string> known, FieldPath path, FieldErrors errors)
    {
        var text = block.Text("cidr") ?? "";
        if (text.Length == 0)
        {
            errors.Required(path.Child("cidr"));
            return;
        }

        if (!known.Contains(text))
        {
            AddressRules.CheckLegacyCidr(text, path.Child("cidr"), errors);
        }

        if (!CidrText.TryParse(text, out var cidr))
        {
            return;
        }

        var except = block.Texts("except");
        for (var i = 0; i < except.Count; i++)
        {
            var at = path.Child("except").Index(i);
            if (!known.Contains(except[i]))
            {
                AddressRules.CheckLegacyCidr(except[i], at, errors);
            }

            if (CidrText.TryParse(except[i], out var inner)
                && (!cidr.Contains(inner.First) || cidr.Length >= inner.Length))
            {
                errors.Invalid(at, except[i], "must be a strict subset of `cidr`");
            }
        }
    }
}
