using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>resource.k8s.io ResourceSlice: devices of one driver's pool, and where they are reached from.</summary>
internal sealed class ResourceSliceRules : KindRules
{
    private const string OneOf = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        var spec = tree.Child("spec");
        foreach (var member in (ReadOnlySpan<string>)["skipNodeOperations", "partitionTypeAttribute"])
        {
            spec.Remove(member);
        }

        foreach (var device in spec.Items("devices").OfType<ObjectNode>())
        {
            device.Remove("nodeAllocatableResources");
            foreach (var taint in device.Items("taints").OfType<ObjectNode>())
            {
                Fill.Pointer(taint, "timeAdded", ObjectMeta.Time(context.Now));
            }
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context) => PrepareForCreate(tree, context);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree.Object("spec"), null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context) =>
        Check(tree.Object("spec"), old.Object("spec"), errors);

    private static void Check(ObjectNode? spec, ObjectNode? old, FieldErrors errors)
    {
        FieldChecks.DriverName(errors, Spec.Child("driver"), spec.Str("driver"));
        var pool = spec?.Object("pool");
        DeviceNames.Pool(errors, Spec.Child("pool", "name"), pool.Str("name"));
        if ((pool?.Integer("resourceSliceCount") ?? 0) <= 0)
        {
            errors.Invalid(
                Spec.Child("pool", "resourceSliceCount"), pool?.Integer("resourceSliceCount") ?? 0, "must be greater than zero");
        }

        if (pool?.Integer("generation") is < 0)
        {
            errors.Invalid(Spec.Child("pool", "generation"), pool["generation"], "must be greater than or equal to zero");
        }

        if (old is not null)
        {
            FieldChecks.Unchanged(errors, Spec.Child("pool", "name"), pool, old.Object("pool"), "name");
            FieldChecks.Unchanged(errors, Spec.Child("driver"), spec, old, "driver");
            FieldChecks.Unchanged(errors, Spec.Child("nodeName"), spec, old, "nodeName");
        }

        CheckPlace(errors, spec);
        CheckDevices(errors, spec, old);
    }

    private static void CheckPlace(FieldErrors errors, ObjectNode? spec)
    {
        var set = new List<string>();
        if (spec?.Text("nodeName") is { } node)
        {
            if (node.Length > 0)
            {
                set.Add("`nodeName`");
                Names.Subdomain(errors, Spec.Child("nodeName"), node);
            }
            else
            {
                errors.Invalid(Spec.Child("nodeName"), node, "must be either unset or set to a non-empty string");
            }
        }

        if (spec?.Object("nodeSelector") is { } selector)
        {
            set.Add("`nodeSelector`");
            NodeSelectorChecks.Check(selector, Spec.Child("nodeSelector"), errors);
            if (selector.Items("nodeSelectorTerms").Count != 1)
            {
                errors.Invalid(Spec.Child("nodeSelector", "nodeSelectorTerms"), selector["nodeSelectorTerms"],
                    "must have exactly one node selector term");
            }
        }

        foreach (var member in (ReadOnlySpan<string>)["allNodes", "perDeviceNodeSelection"])
        {
            if (spec.Flag(member))
            {
                set.Add($"`{member}`");
            }
            else if (spec?.Has(member) == true)
            {
                errors.Invalid(Spec.Child(member), spec[member], "must be either unset or set to true");
            }
        }

        if (set.Count == 0)
        {
            errors.Required(Spec, OneOf);
        }
        else if (set.Count > 1)
        {
            errors.Invalid(Spec, $"{{{string.Join(", ", set)}}}", OneOf + ", but multiple fields are set");
        }
    }

    private static void CheckDevices(FieldErrors errors, ObjectNode? spec, ObjectNode? old)
    {
        if (spec?.Has("sharedCounters") == true && spec.Has("devices"))
        {
            errors.Invalid(Spec, "", "only one of `sharedCounters` or `devices` is allowed");
        }

        var devices = spec.Items("devices");
        var path = Spec.Child("devices");
        if (DeviceNames.Fits(errors, path, devices, devices.Exists(IsAdvanced) ? 64 : 128))
        {
            for (var i = 0; i < devices.Count; i++)
            {
                if (devices[i] is ObjectNode device)
                {
                    var name = device.Str("name");
                    var was = old.Items("devices").Find(d => (d as ObjectNode).Str("name") == name) as ObjectNode;
                    DeviceChecks.Check(errors, path.Index(i), device, was, spec.Flag("perDeviceNodeSelection"));
                }
            }

            DeviceNames.Unique(errors, path, devices, d => (d as ObjectNode).Str("name"));
        }

        var counters = spec.Items("sharedCounters");
        path = Spec.Child("sharedCounters");
        if (DeviceNames.Fits(errors, path, counters, 8))
        {
            for (var i = 0; i < counters.Count; i++)
            {
                DeviceChecks.CheckCounters(errors, path.Index(i), counters[i] as ObjectNode, "name");
            }

            DeviceNames.Unique(errors, path, counters, c => (c as ObjectNode).Str("name"));
        }
    }

    private static bool IsAdvanced(Node node) => node is ObjectNode device
        && (device.Items("taints").Count > 0 || device.Items("consumesCounters").Count > 0
            || (device.Object("attributes") ?? []).Any(a => a.Value is ObjectNode value
                && (value.Has("bools") || value.Has("ints") || value.Has("strings") || value.Has("versions"))));
}
