using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Reads and changes the spec of a Service; an absent member is its zero value.</summary>
internal readonly struct ServiceView(ObjectNode tree)
{
    public const string None = "None";
    public const string SingleStack = "SingleStack";
    public const string PreferDualStack = "PreferDualStack";
    public const string RequireDualStack = "RequireDualStack";

    public ObjectNode Tree { get; } = tree;

    public ObjectNode Spec { get; } = tree.Child("spec");

    public string Type => Spec.Text("type") ?? "";

    public string ClusterIp
    {
        get => Spec.Text("clusterIP") ?? "";
        set => Spec["clusterIP"] = value.Length == 0 ? null : new TextNode(value);
    }

    public List<string> ClusterIps
    {
        get => Spec.Texts("clusterIPs");
        set => SetTexts("clusterIPs", value);
    }

    public List<string> Families
    {
        get => Spec.Texts("ipFamilies");
        set => SetTexts("ipFamilies", value);
    }

    public string? Policy
    {
        get => Spec.Text("ipFamilyPolicy");
        set => Spec["ipFamilyPolicy"] = value is null ? null : new TextNode(value);
    }

    public string TrafficPolicy => Spec.Text("externalTrafficPolicy") ?? "";

    public long HealthPort => NetForms.Number(Spec, "healthCheckNodePort");

    public bool HasSelector => Spec.Object("selector") is { Count: > 0 };

    public List<Node> Ports => Spec.Items("ports");

    public bool IsExternalName => Type == "ExternalName";

    public bool IsLoadBalancer => Type == "LoadBalancer";

    /// <summary>Its only address is "None".</summary>
    public bool IsHeadless => Spec.Array("clusterIPs") is { Items: [TextNode { Value: None }] };

    public bool NeedsClusterIp => Type is "ClusterIP" or "NodePort" or "LoadBalancer";

    public bool NeedsNodePort => Type is "NodePort" or "LoadBalancer";

    public bool NeedsHealthPort => IsLoadBalancer && TrafficPolicy == "Local";

    /// <summary>Reached from outside: then externalTrafficPolicy says how.</summary>
    public bool IsExternal => NeedsNodePort || (Type == "ClusterIP" && Spec.Items("externalIPs").Count > 0);

    /// <summary>Ports that aren't chosen are chosen by the server.</summary>
    public bool AllocatesNodePorts =>
        Type == "NodePort" || (IsLoadBalancer && Spec["allocateLoadBalancerNodePorts"] is not BoolNode { Value: false });

    /// <summary>A port's node port, 0 if it has none.</summary>
    public static long NodePort(Node port) => NetForms.Number(port as ObjectNode, "nodePort");

    /// <summary>Sets a port's node port; 0 takes it away.</summary>
    public static void SetNodePort(Node port, long number) => ((ObjectNode)port)["nodePort"] = number == 0 ? null : new NumberNode(number);

    /// <summary>Everything allocated that the object names.</summary>
    public IEnumerable<(bool IsPort, string Value)> Allocated()
    {
        if (NeedsClusterIp)
        {
            foreach (var ip in ClusterIps)
            {
                if (ip.Length > 0 && ip != None)
                {
                    yield return (false, ip);
                }
            }
        }

        if (!NeedsNodePort)
        {
            yield break;
        }

        foreach (var port in Ports)
        {
            if (NodePort(port) is > 0 and var number)
            {
                yield return (true, NetForms.Text(number));
            }
        }

        if (HealthPort > 0)
        {
            yield return (true, NetForms.Text(HealthPort));
        }
    }

    private void SetTexts(string name, List<string> values) =>
        Spec[name] = values.Count == 0 ? null : ArrayNode.OfTexts(values);
}
