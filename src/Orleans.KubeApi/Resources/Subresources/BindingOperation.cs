using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>POST of <c>pods/binding</c>: gives a pod its node, once. Annotations and labels of the Binding go over to the pod.</summary>
internal static class BindingOperation
{
    /// <summary>Runs a binding; answers a Status.</summary>
    public static async ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        var asBinding = SubresourceTypes.Of(type, "binding");
        var binding = BodyDecoder.Decode(request, asBinding, warnings);
        var meta = new ObjectMeta(binding);
        NameChecks.Namespace(request, type, meta);
        if (meta.Name != request.Name)
        {
            throw StatusErrors.BadRequest("name in URL does not match name in Binding object");
        }

        NamespaceLifecycle.CheckCreate(request, type, context);
        var attributes = AdmissionAttributes.Of(request, type.Resource, asBinding.Kind, binding, old: null, context, warnings);
        await context.Admission.MutateAsync(attributes);
        CheckTarget(binding);
        await context.Admission.ValidateAsync(attributes);
        if (current is null)
        {
            throw StatusErrors.NotFound(type.Resource, request.Name);
        }

        Preconditions.CheckUpdate(request, type, meta, current);
        var pod = (ObjectNode)current.Tree.Clone();
        CheckPod(pod, request.Name);
        Assign(pod, binding, context);
        return new OperationOutcome
        {
            Kind = OutcomeKind.Store,
            Code = 201,
            Tree = TreeForm.Seal(type, pod),
            Success = Success(),
        };
    }

    /// <summary>The answer of bindings and evictions.</summary>
    public static ObjectNode Success() => new()
    {
        { "kind", "Status" }, { "apiVersion", "v1" }, { "metadata", new ObjectNode() }, { "status", "Success" }, { "code", 201L },
    };

    /// <summary>Where a pod shall go. The original forgets to make a Status of what is wrong, so it is 500 without a reason.</summary>
    public static void CheckTarget(ObjectNode binding)
    {
        var kind = binding.Object("target")?.Text("kind") ?? "";
        var problems = new List<string>();
        if (kind is not ("" or "Node"))
        {
            problems.Add($"target.kind: Unsupported value: {GoText.Quote(kind)}: supported values: \"Node\", \"<empty>\"");
        }

        if (binding.Object("target")?.Text("name") is null or "")
        {
            problems.Add("target.name: Required value");
        }

        if (problems.Count > 0)
        {
            throw new StatusException(new Status(500, "", problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]"));
        }
    }

    private static void CheckPod(ObjectNode pod, string name)
    {
        var spec = pod.Object("spec");
        var problem = new ObjectMeta(pod).IsTerminating ? $"pod {name} is being deleted, cannot be assigned to a host"
            : spec?.Text("nodeName") is { Length: > 0 } node ? $"pod {name} is already assigned to node {GoText.Quote(node)}"
            : spec?.Array("schedulingGates") is { Items.Count: > 0 } ? $"pod {name} has non-empty .spec.schedulingGates"
            : null;
        if (problem is not null)
        {
            throw StatusErrors.Conflict(new GroupResource("", "pods/binding"), name, problem);
        }
    }

    private static void Assign(ObjectNode pod, ObjectNode binding, OperationContext context)
    {
        pod.Child("spec").Set("nodeName", binding.Object("target")!.Text("name")!);
        foreach (var map in new[] { "annotations", "labels" })
        {
            foreach (var (name, value) in binding.Object("metadata")?.Object(map) ?? [])
            {
                pod.Child("metadata").Child(map).Set(name, value);
            }
        }

        PodConditions.Set(pod, "PodScheduled", reason: "", message: "", context.Now);
    }
}
