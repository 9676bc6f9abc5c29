using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Printing;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>autoscaling/v1 Scale of a workload: how many replicas are wanted, how many there are, which pods they are.</summary>
internal static class ScaleView
{
    private static readonly string[] Kept = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];

    /// <summary>The Scale of a ReplicationController, Deployment, ReplicaSet or StatefulSet.</summary>
    /// <exception cref="StatusException">400: its selector can't be written as text.</exception>
    public static ObjectNode Of(ObjectNode workload)
    {
        var metadata = new ObjectNode();
        foreach (var name in Kept)
        {
            if (workload.Object("metadata")?[name] is { } value)
            {
                metadata.Set(name, value.Clone());
            }
        }

        var spec = new ObjectNode();
        if (workload.Object("spec")?.Integer("replicas") is { } wanted and not 0)
        {
            spec.Set("replicas", wanted);
        }

        var status = new ObjectNode { { "replicas", workload.Object("status")?.Integer("replicas") ?? 0 } };
        if (Selector(workload) is { Length: > 0 } selector)
        {
            status.Set("selector", selector);
        }

        return new ObjectNode
        {
            { "kind", "Scale" }, { "apiVersion", "autoscaling/v1" }, { "metadata", metadata }, { "spec", spec }, { "status", status },
        };
    }

    private static string Selector(ObjectNode workload)
    {
        var selector = workload.Object("spec")?.Object("selector");
        if (selector is null)
        {
            return "";
        }

        if (workload.Text("kind") == "ReplicationController")
        {
            return string.Join(',',
                selector.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={(l.Value as TextNode)?.Value}"));
        }

        return SelectorText.Parse(selector)?.ToString() ?? throw StatusErrors.BadRequest("the selector has an unknown operator");
    }
}
