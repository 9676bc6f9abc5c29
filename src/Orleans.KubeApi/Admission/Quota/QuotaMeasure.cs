using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>What an object takes of the resources that quotas count (<c>pkg/quota/v1/evaluator/core</c>).</summary>
internal static class QuotaMeasure
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private static readonly Quantity One = new(1, 0, QuantityFamily.Decimal);

    /// <summary>Measures an object.</summary>
    public static Counted Of(GroupResource resource, ObjectNode tree, DateTimeOffset now)
    {
        var usage = new Amounts { [QuotaNames.CountOf(resource)] = One };
        switch (resource)
        {
            case { Group: "", Resource: "pods" }:
                return PodMeasure.Of(tree, usage, now);
            case { Group: "", Resource: "services" }:
                AddService(tree.Object("spec") ?? [], usage);
                break;
            case { Group: "", Resource: "persistentvolumeclaims" }:
                AddClaim(tree, usage);
                return new Counted(resource, usage, new ScopeFacts { AttributeClasses = ClassesOf(tree) });
            case { Group: "resource.k8s.io", Resource: "resourceclaims" }:
                AddDevices(tree.Object("spec") ?? [], usage);
                break;
            case { Group: "", Resource: "configmaps" or "resourcequotas" or "replicationcontrollers" or "secrets" }:
                usage[resource.Resource] = One;
                break;
        }

        return new Counted(resource, usage, ScopeFacts.None);
    }

    private static void AddService(ObjectNode spec, Amounts usage)
    {
        usage["services"] = One;
        var type = spec.Text("type");
        var ports = (spec.Array("ports")?.Items ?? []).OfType<ObjectNode>().ToList();
        var counts = type switch
        {
            "NodePort" => ports.Count,
            "LoadBalancer" when spec["allocateLoadBalancerNodePorts"] is BoolNode { Value: false } =>
                ports.Count(p => p.Integer("nodePort") is not (null or 0)),
            "LoadBalancer" => ports.Count,
            _ => 0,
        };
        usage["services.nodeports"] = new Quantity(counts, 0, QuantityFamily.Decimal);
        usage["services.loadbalancers"] = type == "LoadBalancer" ? One : default;
    }

    private static void AddClaim(ObjectNode claim, Amounts usage)
    {
        usage["persistentvolumeclaims"] = One;
        var storageClass = claim.Object("metadata")?.Object("annotations")?.Text(ClassAnnotation)
            ?? claim.Object("spec")?.Text("storageClassName") ?? "";
        if (storageClass.Length > 0)
        {
            usage[QuotaNames.OfClass(storageClass, "persistentvolumeclaims")] = One;
        }

        if (claim.Object("spec")?.Object("resources")?.Object("requests")?["storage"] is not { } asked)
        {
            return;
        }

        var size = Amounts.Parse(asked).RoundUp(0);
        if (claim.Object("status")?.Object("allocatedResources")?["storage"] is { } given
            && Amounts.Parse(given) is var allocated && allocated.CompareTo(size) > 0)
        {
            size = allocated.RoundUp(0);
        }

        usage["requests.storage"] = size;
        if (storageClass.Length > 0)
        {
            usage[QuotaNames.OfClass(storageClass, "requests.storage")] = size;
        }
    }

    private static HashSet<string> ClassesOf(ObjectNode claim)
    {
        var status = claim.Object("status");
        string?[] classes =
        [
            claim.Object("spec")?.Text("volumeAttributesClassName"), status?.Text("currentVolumeAttributesClassName"),
            status?.Object("modifyVolumeStatus")?.Text("targetVolumeAttributesClassName"),
        ];
        return [.. classes.OfType<string>().Where(c => c.Length > 0)];
    }

    // Of alternatives the one that takes most counts, for each class.
    private static void AddDevices(ObjectNode spec, Amounts usage)
    {
        foreach (var request in (spec.Object("devices")?.Array("requests")?.Items ?? []).OfType<ObjectNode>())
        {
            var most = new Amounts();
            foreach (var option in (request.Array("firstAvailable")?.Items ?? []).OfType<ObjectNode>())
            {
                most.RaiseTo(DevicesOf(option));
            }

            usage.AddAll(most);
            usage.AddAll(DevicesOf(request.Object("exactly") ?? request));
        }
    }

    private static Amounts DevicesOf(ObjectNode request)
    {
        const int AllDevicesMost = 32;
        var devices = new Amounts();
        if (request.Text("deviceClassName") is { Length: > 0 } name)
        {
            var count = request.Text("allocationMode") == "All" ? AllDevicesMost : request.Integer("count") ?? 1;
            devices[QuotaNames.Devices(name)] = new Quantity(count, 0, QuantityFamily.Decimal);
        }

        return devices;
    }
}
