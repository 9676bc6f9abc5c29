using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Walks over a pod's containers.</summary>
internal static class PodContainers
{
    /// <summary>All containers: init containers, containers, ephemeral containers.</summary>
    public static IEnumerable<ObjectNode> All(ObjectNode spec)
    {
        foreach (var list in PodNames.ContainerLists)
        {
            foreach (var container in spec.Items(list))
            {
                yield return container.Obj();
            }
        }
    }

    /// <summary>All containers with their paths.</summary>
    public static IEnumerable<(ObjectNode Container, FieldPath Path)> AllAt(ObjectNode spec, FieldPath specPath)
    {
        foreach (var list in PodNames.ContainerLists)
        {
            var containers = spec.Items(list);
            for (var i = 0; i < containers.Count; i++)
            {
                yield return (containers[i].Obj(), specPath.Child(list).Index(i));
            }
        }
    }

    /// <summary>A sidecar: an init container that runs on.</summary>
    public static bool IsSidecar(ObjectNode initContainer) => initContainer.Str("restartPolicy") == "Always";
}
