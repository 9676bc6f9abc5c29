using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Ingresses and network policies.</summary>
internal static class NetworkCells
{
    private const int ShownHosts = 3;

    public static KindTable Ingresses { get; } = new(
    [
        Column.ObjectName,
        new("Class", "string", "The name of the IngressClass resource that should be used for additional configuration"),
        new("Hosts", "string", "Hosts that incoming requests are matched against before the ingress rule"),
        new("Address", "string", "Address is a list containing ingress points for the load-balancer"),
        new("Ports", "string", "Ports of TLS configurations that open"),
        Column.Age,
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        return
        [
            Name(obj),
            spec.Text("ingressClassName") ?? None,
            Hosts(spec),
            Join(ServiceCells.Ingress(obj.Part("status").Part("loadBalancer"))),
            spec.Length("tls") > 0 ? "80, 443" : "80",
            Age(obj, now),
        ];
    });

    public static KindTable IngressClasses { get; } = new(
    [
        Column.ObjectName,
        new("Controller", "string", "Controller that is responsible for handling this class"),
        new("Parameters", "string", "A reference to a resource with additional parameters"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Part("spec").Text("controller") ?? "", Parameters(obj.Part("spec").Object("parameters")), Age(obj, now)]);

    public static KindTable NetworkPolicies { get; } = new(
    [
        Column.ObjectName,
        new("Pod-Selector", "string", "=networking.v1.NetworkPolicySpec/podSelector"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), SelectorText.OfSelector(obj.Part("spec").Object("podSelector")), Age(obj, now)]);

    /// <summary>The first three hosts; a rule after the third counts as more, even without a host.</summary>
    private static string Hosts(ObjectNode spec)
    {
        var rules = spec.Objects("rules").Select(r => r.Text("host") ?? "").ToList();
        var shown = new List<string>(ShownHosts);
        foreach (var host in rules)
        {
            if (shown.Count == ShownHosts)
            {
                return $"{Join(shown)} + {Digits(rules.Count - ShownHosts)} more...";
            }

            if (host.Length > 0)
            {
                shown.Add(host);
            }
        }

        return Join(shown).Or("*");
    }

    private static string Parameters(ObjectNode? parameters)
    {
        if (parameters is null)
        {
            return None;
        }

        var group = parameters.Text("apiGroup") is { } given ? $".{given}" : "";
        return $"{parameters.Text("kind")}{group}/{parameters.Text("name")}";
    }
}
