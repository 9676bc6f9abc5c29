using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Kinds that run pods from a template, and the template itself.</summary>
internal static class WorkloadCells
{
    /// <summary>The wide columns of everything with a pod template.</summary>
    public static Column Containers { get; } = new("Containers", "string", "Names of each container in the template.", Wide: true);

    /// <summary>See <see cref="Containers"/>.</summary>
    public static Column ContainerImages { get; } =
        new("Images", "string", "Images referenced by each container in the template.", Wide: true);

    public static KindTable Deployments { get; } = new(
    [
        Column.ObjectName,
        new("Ready", "string", "Number of the pod with ready state"),
        new("Up-to-date", "string", "=apps.v1.DeploymentStatus/updatedReplicas"),
        new("Available", "string", "=apps.v1.DeploymentStatus/availableReplicas"),
        Column.Age,
        Containers,
        ContainerImages,
        new("Selector", "string", "=apps.v1.DeploymentSpec/selector", Wide: true),
    ],
    (obj, now) =>
    {
        var (spec, status, pod) = Parts(obj);
        return
        [
            Name(obj),
            Ratio(status.Number("readyReplicas"), spec.Number("replicas", 1)),
            status.Number("updatedReplicas"),
            status.Number("availableReplicas"),
            Age(obj, now),
            ContainerNames(pod),
            Images(pod),
            SelectorText.Parse(spec.Object("selector"))?.ToString() ?? "<invalid>",
        ];
    });

    public static KindTable ReplicaSets { get; } = new(
    [
        Column.ObjectName,
        new("Desired", "integer", "=apps.v1.ReplicaSetSpec/replicas"),
        new("Current", "integer", "=apps.v1.ReplicaSetStatus/replicas"),
        new("Ready", "integer", "=apps.v1.ReplicaSetStatus/readyReplicas"),
        Column.Age,
        Containers,
        ContainerImages,
        new("Selector", "string", "=apps.v1.ReplicaSetSpec/selector", Wide: true),
    ],
    (obj, now) => Replicas(obj, now, SelectorText.OfSelector(obj.Part("spec").Object("selector"))));

    public static KindTable ReplicationControllers { get; } = new(
    [
        Column.ObjectName,
        new("Desired", "integer", "=core.v1.ReplicationControllerSpec/replicas"),
        new("Current", "integer", "=core.v1.ReplicationControllerStatus/replicas"),
        new("Ready", "integer", "=core.v1.ReplicationControllerStatus/readyReplicas"),
        Column.Age,
        Containers,
        ContainerImages,
        new("Selector", "string", "=core.v1.ReplicationControllerSpec/selector", Wide: true),
    ],
    (obj, now) => Replicas(obj, now, SelectorText.OfLabels(obj.Part("spec").Object("selector"))));

    public static KindTable StatefulSets { get; } = new(
    [
        Column.ObjectName,
        new("Ready", "string", "Number of the pod with ready state"),
        Column.Age,
        Containers,
        ContainerImages,
    ],
    (obj, now) =>
    {
        var (spec, status, pod) = Parts(obj);
        var ready = Ratio(status.Number("readyReplicas"), spec.Number("replicas", 1));
        return [Name(obj), ready, Age(obj, now), ContainerNames(pod), Images(pod)];
    });

    public static KindTable DaemonSets { get; } = new(
    [
        Column.ObjectName,
        new("Desired", "integer", "=apps.v1.DaemonSetStatus/desiredNumberScheduled"),
        new("Current", "integer", "=apps.v1.DaemonSetStatus/currentNumberScheduled"),
        new("Ready", "integer", "=apps.v1.DaemonSetStatus/numberReady"),
        new("Up-to-date", "integer", "=apps.v1.DaemonSetStatus/updatedNumberScheduled"),
        new("Available", "integer", "=apps.v1.DaemonSetStatus/numberAvailable"),
        new("Node Selector", "string", "=core.v1.PodSpec/nodeSelector"),
        Column.Age,
        Containers,
        ContainerImages,
        new("Selector", "string", "=apps.v1.DaemonSetSpec/selector", Wide: true),
    ],
    (obj, now) =>
    {
        var (spec, status, pod) = Parts(obj);
        return
        [
            Name(obj),
            status.Number("desiredNumberScheduled"),
            status.Number("currentNumberScheduled"),
            status.Number("numberReady"),
            status.Number("updatedNumberScheduled"),
            status.Number("numberAvailable"),
            SelectorText.OfLabels(pod.Object("nodeSelector")),
            Age(obj, now),
            ContainerNames(pod),
            Images(pod),
            SelectorText.OfSelector(spec.Object("selector")),
        ];
    });

    public static KindTable PodTemplates { get; } = new(
    [
        Column.ObjectName,
        Containers with { Wide = false },
        ContainerImages with { Wide = false },
        new("Pod Labels", "string", "The labels for the pod template."),
    ],
    (obj, _) =>
    {
        var template = obj.Part("template");
        var labels = SelectorText.OfLabels(template.Part("metadata").Object("labels"));
        return [Name(obj), ContainerNames(template.Part("spec")), Images(template.Part("spec")), labels];
    });

    public static KindTable ControllerRevisions { get; } = new(
    [
        Column.ObjectName,
        new("Controller", "string", "Controller of the object"),
        new("Revision", "string", "=apps.v1.ControllerRevision/revision"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), Controller(obj), obj.Number("revision"), Age(obj, now)]);

    private static (ObjectNode Spec, ObjectNode Status, ObjectNode Pod) Parts(ObjectNode obj)
    {
        var spec = obj.Part("spec");
        return (spec, obj.Part("status"), spec.Part("template").Part("spec"));
    }

    private static Node[] Replicas(ObjectNode obj, DateTimeOffset now, string selector)
    {
        var (spec, status, pod) = Parts(obj);
        return
        [
            Name(obj),
            spec.Number("replicas", 1),
            status.Number("replicas"),
            status.Number("readyReplicas"),
            Age(obj, now),
            ContainerNames(pod),
            Images(pod),
            selector,
        ];
    }

    private static string Controller(ObjectNode obj)
    {
        var owner = obj.Part("metadata").Objects("ownerReferences").FirstOrDefault(o => o.Flag("controller"));
        if (owner is null)
        {
            return None;
        }

        var version = owner.Text("apiVersion") ?? "";
        var group = version.IndexOf('/') is var slash and > 0 ? $".{version[..slash]}" : "";
        return $"{owner.Text("kind")}{group}".ToLowerInvariant() + $"/{owner.Text("name")}";
    }
}
