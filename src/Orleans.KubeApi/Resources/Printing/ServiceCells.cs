using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Services, what they lead to, and their address ranges.</summary>
internal static class ServiceCells
{
    public static KindTable Services { get; } = new(
    [
        Column.ObjectName,
        new("Type", "string", "=core.v1.ServiceSpec/type"),
        new("Cluster-IP", "string", "=core.v1.ServiceSpec/clusterIP"),
        new("External-IP", "string", "=core.v1.ServiceSpec/externalIPs"),
        new("Port(s)", "string", "=core.v1.ServiceSpec/ports"),
        Column.Age,
        new("Selector", "string", "=core.v1.ServiceSpec/selector", Wide: true),
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        return
        [
            Name(obj),
            spec.Text("type") ?? "ClusterIP",
            (spec.Texts("clusterIPs").FirstOrDefault() ?? spec.Text("clusterIP")).Or(None),
            ExternalAddress(spec, obj.Part("status")),
            Join(spec.Objects("ports").Select(Port)).Or(None),
            Age(obj, now),
            SelectorText.OfLabels(spec.Object("selector")),
        ];
    });

    public static KindTable Endpoints { get; } = new(
    [
        Column.ObjectName,
        new("Endpoints", "string", "=core.v1.Endpoints/subsets"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), FirstThree(obj.Objects("subsets").SelectMany(Addresses).ToList(), Subsets(obj)), Age(obj, now)]);

    public static KindTable EndpointSlices { get; } = new(
    [
        Column.ObjectName,
        new("AddressType", "string", "=discovery.v1.EndpointSlice/addressType"),
        new("Ports", "string", "=discovery.v1.EndpointSlice/ports"),
        new("Endpoints", "string", "=discovery.v1.EndpointSlice/endpoints"),
        Column.Age,
    ],
    (obj, now) =>
    [
        Name(obj),
        obj.Text("addressType") ?? "",
        FirstThree(obj.Objects("ports").Select(p => p.Scalar("port") ?? p.Text("name") ?? "*").ToList(), Unset).Or(Unset),
        FirstThree(obj.Objects("endpoints").SelectMany(e => e.Texts("addresses")).ToList(), Unset),
        Age(obj, now),
    ]);

    public static KindTable ServiceCidrs { get; } = new(
    [
        Column.ObjectName,
        new("CIDRs", "string", "=networking.v1.ServiceCIDRSpec/cidrs"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), Join(obj.Part("spec").Texts("cidrs")), Age(obj, now)]);

    /// <summary>The original's row has one cell more than columns, the age; so has ours.</summary>
    public static KindTable IPAddresses { get; } = new(
    [
        Column.ObjectName,
        new("ParentRef", "string", "^=networking.v1.IPAddressSpec/parentRef"),
    ],
    (obj, now) => [Name(obj), Parent(obj.Part("spec").Object("parentRef")), Age(obj, now)]);

    private static string ExternalAddress(ObjectNode spec, ObjectNode status)
    {
        var given = spec.Texts("externalIPs");
        switch (spec.Text("type") ?? "ClusterIP")
        {
            case "ClusterIP" or "NodePort":
                return Join(given).Or(None);
            case "LoadBalancer":
                return Join(Ingress(status.Part("loadBalancer")).Concat(given)).Or("<pending>");
            case "ExternalName":
                return spec.Text("externalName") ?? "";
            default:
                return Unknown;
        }
    }

    /// <summary>The addresses of a load balancer status, sorted.</summary>
    public static IEnumerable<string> Ingress(ObjectNode loadBalancer) => loadBalancer.Objects("ingress")
        .Select(i => i.Text("ip").Or(i.Text("hostname") ?? "")).Where(a => a.Length > 0).Distinct().Order(StringComparer.Ordinal);

    private static string Port(ObjectNode port)
    {
        var nodePort = port.Number("nodePort") is var number and > 0 ? $":{Digits(number)}" : "";
        return $"{Digits(port.Number("port"))}{nodePort}/{port.Text("protocol") ?? "TCP"}";
    }

    private static IEnumerable<string> Addresses(ObjectNode subset)
    {
        var addresses = subset.Objects("addresses").Select(a => a.Text("ip") ?? "").ToList();
        // A headless service may have no ports.
        return subset.Length("ports") == 0
            ? addresses
            : subset.Objects("ports").SelectMany(p => addresses.Select(a => HostPort(a, p.Number("port"))));
    }

    private static string HostPort(string address, long port) =>
        address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:{Digits(port)}" : $"{address}:{Digits(port)}";

    // Subsets without ready addresses show nothing, an object without subsets says so.
    private static string Subsets(ObjectNode endpoints) => endpoints.Length("subsets") == 0 ? None : "";

    private static string Parent(ObjectNode? parent)
    {
        if (parent is null)
        {
            return None;
        }

        var group = parent.Text("group").Or("");
        var resource = (group.Length == 0 ? parent.Text("resource") ?? "" : $"{parent.Text("resource")}.{group}").ToLowerInvariant();
        var ns = parent.Text("namespace").Or("");
        return ns.Length == 0 ? $"{resource}/{parent.Text("name")}" : $"{resource}/{ns}/{parent.Text("name")}";
    }
}
