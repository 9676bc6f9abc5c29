using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Gives the ports of one Service their node ports, in one run.</summary>
internal sealed class NodePortAllocation(ServiceView service, ClaimBook book, KindContext context)
{
    /// <summary>Where node ports are kept: objects that no API serves, one per port.</summary>
    public static readonly GroupResource Collection = new("internal.kubeapi", "nodeports");

    private const int FirstDummy = 32769;
    private static readonly FieldPath PortsPath = FieldPath.Of("spec").Child("ports");
    private readonly HashSet<long> _taken = [];
    private long? _highest;
    private int _next;

    /// <summary>Allocates what a create (<paramref name="old"/> null) or an update needs.</summary>
    public void Run(ServiceView? old)
    {
        if (service.NeedsNodePort)
        {
            if (old is { } before)
            {
                Update(before);
            }
            else
            {
                Init();
            }
        }

        if (service.NeedsHealthPort && old is not { NeedsHealthPort: true })
        {
            Health();
        }
    }

    // Ports of the same number (TCP and UDP) share a node port.
    private void Init()
    {
        var ports = service.Ports;
        var byPort = new Dictionary<long, long>();
        var requests = Requests(ports);
        for (var i = 0; i < ports.Count; i++)
        {
            var wanted = ServiceView.NodePort(ports[i]);
            if (wanted == 0 && !service.AllocatesNodePorts)
            {
                continue;
            }

            var number = NetForms.Number(ports[i] as ObjectNode, "port");
            if (!byPort.TryGetValue(number, out var known))
            {
                known = requests.TryGetValue(number, out var requested) ? Take(requested, i) : Next();
                ServiceView.SetNodePort(ports[i], known);
                byPort[number] = known;
            }
            else if (wanted == 0)
            {
                ServiceView.SetNodePort(ports[i], known);
            }
            else if (wanted != known)
            {
                Take(wanted, i);
            }
        }
    }

    // The first node port that is asked for with a port's number.
    private static Dictionary<long, long> Requests(List<Node> ports)
    {
        var requests = new Dictionary<long, long>();
        foreach (var port in ports)
        {
            if (ServiceView.NodePort(port) is not 0 and var wanted)
            {
                requests.TryAdd(NetForms.Number(port as ObjectNode, "port"), wanted);
            }
        }

        return requests;
    }

    private void Update(ServiceView old)
    {
        var before = old.Ports.Select(ServiceView.NodePort).ToHashSet();
        var now = new HashSet<(string, long)>();
        var ports = service.Ports;
        for (var i = 0; i < ports.Count; i++)
        {
            var wanted = ServiceView.NodePort(ports[i]);
            if (wanted == 0)
            {
                if (!service.AllocatesNodePorts)
                {
                    continue;
                }

                wanted = Next();
                ServiceView.SetNodePort(ports[i], wanted);
            }
            else if (!before.Contains(wanted) && !_taken.Contains(wanted))
            {
                Take(wanted, i);
            }

            var protocol = ((ObjectNode)ports[i]).Text("protocol") ?? "";
            if (wanted != 0 && !now.Add((protocol, wanted)))
            {
                throw StatusErrors.Internal(string.Create(CultureInfo.InvariantCulture, $"duplicate nodePort: {{{protocol} {wanted}}}"));
            }
        }
    }

    private void Health()
    {
        if (service.HealthPort is not 0 and var wanted)
        {
            if (Wrong(wanted) is { } wrong)
            {
                throw StatusErrors.Internal($"failed to allocate requested HealthCheck NodePort {wanted}: {wrong}");
            }
        }
        else
        {
            service.Spec["healthCheckNodePort"] = Next() is not 0 and var port ? new NumberNode(port) : null;
        }
    }

    private long Take(long port, int index)
    {
        if (Wrong(port) is { } wrong)
        {
            var errors = new FieldErrors();
            errors.Invalid(PortsPath.Index(index).Child("nodePort"), port, wrong);
            ServiceFamilies.Refuse(errors, service, context);
        }

        return port;
    }

    // Null if the port is ours (or will be). A dry run doesn't look at the range, as the original's.
    private string? Wrong(long port)
    {
        var text = NetForms.Text(port);
        if (!book.IsDryRun && !book.Network.Ports.Contains(port))
        {
            return $"provided port is not in the valid range. The range of valid ports is {book.Network.Ports}";
        }

        var isTaken = _taken.Contains(port)
            || (book.IsDryRun ? context.Reader.Find(Collection, "", text) is not null
                : book.Ask(new ClaimWish($"port {text}", IsPort: true, text, []), out _) == ClaimState.Refused);
        Mark(port);
        return isTaken ? "provided port is already allocated" : null;
    }

    // 0 while it is pending.
    private long Next()
    {
        if (book.IsDryRun)
        {
            var dummy = _highest + 1 ?? FirstDummy;
            Mark(dummy);
            return dummy;
        }

        var state = book.Ask(
            new ClaimWish(string.Create(CultureInfo.InvariantCulture, $"port #{_next++}"), IsPort: true, "", []), out var value);
        if (state == ClaimState.Refused)
        {
            throw StatusErrors.Internal("failed to allocate a nodePort: range is full");
        }

        var port = state == ClaimState.Held ? long.Parse(value, CultureInfo.InvariantCulture) : 0;
        Mark(port);
        return port;
    }

    private void Mark(long port)
    {
        _highest = Math.Max(_highest ?? port, port);
        _taken.Add(port);
    }
}
