using System.Net;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>
/// What only a node can answer: log, exec, attach, portforward and proxy. There are no kubelets behind this server, so requests get as far
/// as the original's do before it dials one, and are refused where it would find nobody.
/// </summary>
internal static class NodeBoundHandler
{
    private const string DefaultContainer = "kubectl.kubernetes.io/default-container";
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Nodes = new("", "nodes");

    /// <summary>Answers or refuses the request.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var resource = context.Type.Resource;
        var name = context.Info.PathName;
        if (context.Info.Subresource == "log")
        {
            PodLogOptions.Check(context.Target.Query, name);
        }
        else
        {
            await ConnectOptions.AdmitAsync(context, services);
        }

        if (context.Info.Subresource == "proxy" && resource.Resource != "pods")
        {
            // "scheme:name:port", "name:port" or "name".
            var parts = name.Split(':');
            name = parts.Length == 3 ? parts[1] : parts[0];
            var found = await PostedBody.FindAsync(context, services, resource, context.ScopeNamespace, name);
            throw resource.Resource == "services"
                ? StatusErrors.Unavailable($"no endpoints available for service {GoText.Quote(name)}", 0)
                : InternalAddress(found.Parse()) is { } address ? Unreachable(address) : NoAddress();
        }

        if (context.Info.Subresource == "proxy")
        {
            await ProxyAsync(context, services, name);
        }

        var pod = (await PostedBody.FindAsync(context, services, Pods, context.ScopeNamespace, name)).Parse();
        if (context.Info.Subresource != "portforward")
        {
            CheckContainer(pod, context.Target.Query.Get("container") ?? "", name);
        }

        if (pod.Object("spec")?.Text("nodeName") is not { Length: > 0 } node)
        {
            if (context.Info.Subresource == "log")
            {
                context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
                return; // nothing has run yet, so there is nothing to read
            }

            throw StatusErrors.BadRequest($"pod {name} does not have a host assigned");
        }

        await PostedBody.FindAsync(context, services, Nodes, "", node);
        throw NoAddress();
    }

    private static async ValueTask ProxyAsync(RequestContext context, HandlerServices services, string name)
    {
        var parts = name.Split(':');
        var pod = (await PostedBody.FindAsync(
            context, services, Pods, context.ScopeNamespace, parts.Length == 3 ? parts[1] : parts[0])).Parse();
        throw Unreachable(pod.Object("status")?.Text("podIP") ?? "");
    }

    // The addresses of this machine and of its link are nobody's business (CVE-2020-8562), and the others aren't there.
    private static StatusException Unreachable(string address) => IPAddress.TryParse(address, out var parsed) && IsGlobalUnicast(parsed)
        ? StatusErrors.Unavailable($"error trying to reach service: dial tcp {address}: connect: connection refused", 0)
        : StatusErrors.BadRequest("address not allowed");

    // As Go's net.IP has it: private networks are global enough.
    private static bool IsGlobalUnicast(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            && !address.Equals(IPAddress.Broadcast) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast
            && (bytes.Length != 4 || (bytes[0] is < 224 or > 239 && !(bytes[0] == 169 && bytes[1] == 254)));
    }

    private static string? InternalAddress(ObjectNode node) => (node.Object("status")?.Array("addresses")?.Items ?? [])
        .OfType<ObjectNode>().FirstOrDefault(a => a.Text("type") == "InternalIP")?.Text("address");

    private static StatusException NoAddress() => new(new Status(500, "", "no preferred addresses found; known addresses: []"));

    private static void CheckContainer(ObjectNode pod, string asked, string name)
    {
        var containers = Names(pod, "containers");
        var initial = Names(pod, "initContainers");
        var debugging = Names(pod, "ephemeralContainers");
        if (asked.Length > 0)
        {
            if (!containers.Contains(asked) && !initial.Contains(asked) && !debugging.Contains(asked))
            {
                throw StatusErrors.BadRequest($"container {asked} is not valid for pod {name}");
            }

            return;
        }

        var preferred = pod.Object("metadata")?.Object("annotations")?.Text(DefaultContainer);
        if (containers.Count == 1 || (preferred is { Length: > 0 } && containers.Contains(preferred)))
        {
            return;
        }

        var text = $"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', containers)}]";
        if (initial.Count > 0)
        {
            text += $" or one of the init containers: [{string.Join(' ', initial)}]";
        }

        throw StatusErrors.BadRequest(text);
    }

    private static List<string> Names(ObjectNode pod, string list) =>
        [.. pod.Object("spec")?.Array(list)?.Items.OfType<ObjectNode>().Select(c => c.Text("name") ?? "") ?? []];
}
