using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Defaults of a pod spec wherever it stands (SetDefaults_PodSpec and what belongs to its parts).</summary>
internal static class PodSpecDefaults
{
    private static readonly Node ClusterFirst = "ClusterFirst";
    private static readonly Node Always = "Always";
    private static readonly Node IfNotPresent = "IfNotPresent";
    private static readonly Node Grace = 30;
    private static readonly Node Scheduler = "default-scheduler";
    private static readonly Node MessagePath = "/dev/termination-log";
    private static readonly Node MessagePolicy = "File";
    private static readonly Node Tcp = "TCP";
    private static readonly Node One = 1;
    private static readonly Node Three = 3;
    private static readonly Node Ten = 10;
    private static readonly Node RootPath = "/";
    private static readonly Node Http = "HTTP";
    private static readonly Node V1 = "v1";
    private static readonly Node Empty = "";

    private static readonly string[] OldAnnotations =
    [
        "pod.beta.kubernetes.io/init-containers", "pod.alpha.kubernetes.io/init-containers",
        "pod.beta.kubernetes.io/init-container-statuses", "pod.alpha.kubernetes.io/init-container-statuses",
    ];

    /// <summary>Fills a pod spec in place. Idempotent.</summary>
    public static void Apply(ObjectNode spec)
    {
        ServiceAccount(spec);
        Fill.Zero(spec, "dnsPolicy", ClusterFirst);
        Fill.Zero(spec, "restartPolicy", Always);
        Fill.Zero(spec, "schedulerName", Scheduler);
        Fill.Pointer(spec, "terminationGracePeriodSeconds", Grace);
        if (!spec.Has("securityContext"))
        {
            spec.Set("securityContext", new ObjectNode());
        }

        foreach (var volume in spec.Items("volumes"))
        {
            PodVolumeDefaults.Apply((ObjectNode)volume);
        }

        foreach (var list in PodNames.ContainerLists)
        {
            foreach (var container in spec.Items(list))
            {
                Container((ObjectNode)container);
            }
        }

        ResourceLists.RoundToMilli(spec.Object("overhead"));
        ResourceLists.RoundRequirements(spec.Object("resources"));
    }

    /// <summary>Annotations of init containers from before they were fields: the conversion from v1 drops them.</summary>
    public static void DropOldAnnotations(ObjectNode? metadata)
    {
        if (metadata?.Object("annotations") is not { Count: > 0 } annotations)
        {
            return;
        }

        foreach (var name in OldAnnotations)
        {
            annotations.Remove(name);
        }

        if (annotations.Count == 0)
        {
            metadata.Remove("annotations");
        }
    }

    /// <summary>The pull policy that follows from the image's tag.</summary>
    public static void PullPolicy(ObjectNode node, string member, string? image)
    {
        if (string.IsNullOrEmpty(node.Text(member)))
        {
            node.Set(member, ImageName.IsLatest(image ?? "") ? Always : IfNotPresent);
        }
    }

    /// <summary>A field of the pod that something refers to is of v1 unless it says else.</summary>
    public static void FieldReference(ObjectNode? reference)
    {
        if (reference is not null)
        {
            Fill.Zero(reference, "apiVersion", V1);
        }
    }

    // serviceAccount is the older name of serviceAccountName: both are shown, the newer one wins.
    private static void ServiceAccount(ObjectNode spec)
    {
        if (string.IsNullOrEmpty(spec.Text("serviceAccountName")))
        {
            spec["serviceAccountName"] = spec["serviceAccount"];
        }

        spec["serviceAccount"] = spec["serviceAccountName"];
    }

    private static void Container(ObjectNode container)
    {
        PullPolicy(container, "imagePullPolicy", container.Text("image"));
        Fill.Zero(container, "terminationMessagePath", MessagePath);
        Fill.Zero(container, "terminationMessagePolicy", MessagePolicy);
        foreach (var port in container.Items("ports"))
        {
            Fill.Zero((ObjectNode)port, "protocol", Tcp);
        }

        foreach (var variable in container.Items("env"))
        {
            if (((ObjectNode)variable).Object("valueFrom") is { } source)
            {
                FieldReference(source.Object("fieldRef"));
                if (source.Object("fileKeyRef") is { } file)
                {
                    Fill.Pointer(file, "optional", false);
                }
            }
        }

        ResourceLists.RoundRequirements(container.Object("resources"));
        Probe(container.Object("livenessProbe"));
        Probe(container.Object("readinessProbe"));
        Probe(container.Object("startupProbe"));
        if (container.Object("lifecycle") is { } lifecycle)
        {
            HttpGet(lifecycle.Object("postStart")?.Object("httpGet"));
            HttpGet(lifecycle.Object("preStop")?.Object("httpGet"));
        }
    }

    private static void Probe(ObjectNode? probe)
    {
        if (probe is null)
        {
            return;
        }

        Fill.Zero(probe, "timeoutSeconds", One);
        Fill.Zero(probe, "periodSeconds", Ten);
        Fill.Zero(probe, "successThreshold", One);
        Fill.Zero(probe, "failureThreshold", Three);
        HttpGet(probe.Object("httpGet"));
        if (probe.Object("grpc") is { } grpc)
        {
            Fill.Pointer(grpc, "service", Empty);
        }
    }

    private static void HttpGet(ObjectNode? action)
    {
        if (action is not null)
        {
            Fill.Zero(action, "path", RootPath);
            Fill.Zero(action, "scheme", Http);
        }
    }
}
