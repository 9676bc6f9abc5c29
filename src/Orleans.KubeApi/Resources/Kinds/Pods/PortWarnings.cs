using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Warnings of ports that several containers of a pod define.</summary>
internal static class PortWarnings
{
    /// <summary>Appends the warnings.</summary>
    public static void Add(ObjectNode spec, FieldPath path, List<string> warnings)
    {
        var seen = new Dictionary<(long, string), SeenPorts>();
        var left = WarningLimit.Most;
        foreach (var (container, at) in PodContainers.AllAt(spec, path))
        {
            var ports = container.Items("ports");
            for (var i = 0; i < ports.Count && left > 0; i++)
            {
                var port = ports[i].Obj();
                var here = at.Child("ports").Index(i);
                if (port.Str("hostIP").Length > 0 && port.Int("hostPort") == 0)
                {
                    left--;
                    warnings.Add(string.Create(CultureInfo.InvariantCulture,
                        $"{here}: hostIP set without hostPort: {{Name:{port.Str("name")} HostPort:0 ")
                        + string.Create(CultureInfo.InvariantCulture, $"ContainerPort:{port.Int("containerPort")} ")
                        + $"Protocol:{port.Str("protocol")} HostIP:{port.Str("hostIP")}}}");
                }

                var key = (port.Int("containerPort"), port.Str("protocol"));
                if (!seen.TryGetValue(key, out var others))
                {
                    seen[key] = others = new();
                }

                foreach (var (otherPath, text) in others.Conflicts(port, left))
                {
                    left--;
                    warnings.Add($"{here}: {text} port definition with {otherPath}");
                }

                others.Add(here, port);
            }
        }

        SharedNames(spec, path, warnings);
    }

    /// <summary>A name finds the first port that has it, whichever container that is of.</summary>
    private static void SharedNames(ObjectNode spec, FieldPath path, List<string> warnings)
    {
        var left = WarningLimit.Most;
        var seen = new Dictionary<string, FieldPath>(StringComparer.Ordinal);
        foreach (var (container, at) in PodContainers.AllAt(spec, path))
        {
            var ports = container.Items("ports");
            for (var i = 0; i < ports.Count; i++)
            {
                var name = ports[i].Obj().Str("name");
                var here = at.Child("ports").Index(i);
                if (name.Length > 0 && !seen.TryAdd(name, here) && left-- > 0)
                {
                    warnings.Add($"{here}: duplicate port name {GoText.Quote(name)} with {seen[name]}, "
                        + $"services and probes that select ports by name will use {seen[name]}");
                }
            }
        }
    }
}
