using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Checks of a Service's ports.</summary>
internal static class ServicePortRules
{
    private static readonly FieldPath Path = FieldPath.Of("spec").Child("ports");

    /// <summary>Each port by itself; names must differ and be there if there are several ports.</summary>
    public static void Check(ServiceView service, FieldErrors errors)
    {
        var ports = service.Ports;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var port = (ObjectNode)ports[i];
            var path = Path.Index(i);
            var name = port.Text("name") ?? "";
            if (name.Length > 0)
            {
                FieldChecks.Report(errors, path.Child("name"), name, NameRules.Label(name));
                if (!names.Add(name))
                {
                    errors.Duplicate(path.Child("name"), name);
                }
            }
            else if (ports.Count > 1)
            {
                errors.Required(path.Child("name"));
            }

            NetForms.PortNumber(NetForms.Number(port, "port"), path.Child("port"), errors);
            NetForms.Protocol(port.Text("protocol"), path.Child("protocol"), errors);
            NetForms.PortNumberOrName(port["targetPort"], path.Child("targetPort"), errors);
            if (port.Text("appProtocol") is { } app)
            {
                Names.Qualified(errors, path.Child("appProtocol"), app);
            }
        }
    }

    /// <summary>Node ports where there may be none, then numbers that occur twice with one protocol.</summary>
    public static void CheckDuplicates(ServiceView service, FieldErrors errors)
    {
        var ports = service.Ports;
        for (var i = 0; i < ports.Count && service.Type == "ClusterIP"; i++)
        {
            if (ServiceView.NodePort(ports[i]) != 0)
            {
                errors.Forbidden(Path.Index(i).Child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            }
        }

        var seen = new HashSet<(string, long)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var number = ServiceView.NodePort(ports[i]);
            if (number != 0 && !seen.Add((Protocol(ports[i]), number)))
            {
                errors.Duplicate(Path.Index(i).Child("nodePort"), number);
            }
        }

        seen.Clear();
        for (var i = 0; i < ports.Count; i++)
        {
            var number = NetForms.Number((ObjectNode)ports[i], "port");
            if (!seen.Add((Protocol(ports[i]), number)))
            {
                errors.Duplicate(Path.Index(i), Key(Protocol(ports[i]), number));
            }
        }
    }

    private static string Protocol(Node port) => ((ObjectNode)port).Text("protocol") ?? "";

    // The original prints its internal type.
    private static ObjectNode Key(string protocol, long port) => new()
    {
        { "Name", "" },
        { "Protocol", protocol },
        { "AppProtocol", NullNode.Instance },
        { "Port", port },
        { "TargetPort", 0 },
        { "NodePort", 0 },
    };
}
