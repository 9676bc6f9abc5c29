using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What a node may write of pods: mirrors of its own manifests, and the status of its pods.</summary>
internal static class NodePodRestriction
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private static readonly GroupResource Nodes = new("", "nodes");

    /// <summary>A new pod: a mirror on this node that refers to nothing.</summary>
    public static void CheckMirror(AdmissionRequest request, string node)
    {
        var (pod, quoted) = (request.Object!, GoText.Quote(node));
        if (pod.Object("metadata")?.Object("annotations")?.Has(MirrorAnnotation) != true)
        {
            throw Forbidden(request, $"pod does not have \"{MirrorAnnotation}\" annotation, node {quoted} can only create mirror pods");
        }

        var spec = pod.Child("spec");
        if (spec.Text("nodeName") != node)
        {
            throw Forbidden(request, $"node {quoted} can only create pods with spec.nodeName set to itself");
        }

        CheckOwner(request, pod, node);
        var problem = spec.Text("serviceAccountName") is { Length: > 0 } ? "a service account"
            : PodReferences.ToSecrets(spec) ? "secrets"
            : PodReferences.Any(spec, "configMap", "configMapRef", "configMapKeyRef") ? "configmaps"
            : PodReferences.Any(spec, "clusterTrustBundle") ? "clustertrustbundles"
            : PodReferences.Any(spec, "persistentVolumeClaim") ? "persistentvolumeclaims"
            : spec.Array("resourceClaims") is { Items.Count: > 0 } ? "resourceclaims"
            : null;
        if (problem is not null)
        {
            throw Forbidden(request, $"node {quoted} can not create pods that reference {problem}");
        }
    }

    /// <summary>The status of a pod on this node; nothing else may change with it.</summary>
    public static void CheckStatus(AdmissionRequest request, string node)
    {
        var (pod, old, quoted) = (request.Object!, request.Old!, GoText.Quote(node));
        if (old.Object("spec")?.Text("nodeName") != node)
        {
            throw Forbidden(request, $"node {quoted} can only update pod status for pods with spec.nodeName set to itself");
        }

        if (!Node.DeepEquals(pod.Object("metadata")?.Object("labels") ?? [], old.Object("metadata")?.Object("labels") ?? []))
        {
            throw Forbidden(request, $"node {quoted} cannot update labels through pod status");
        }

        if (!Node.DeepEquals(Claims(pod), Claims(old)))
        {
            throw Forbidden(request, $"node {quoted} cannot update resource claim statues");
        }
    }

    private static ArrayNode Claims(ObjectNode pod) => pod.Object("status")?.Array("resourceClaimStatuses") ?? new ArrayNode();

    private static void CheckOwner(AdmissionRequest request, ObjectNode pod, string node)
    {
        var quoted = GoText.Quote(node);
        var owners = Children(pod.Child("metadata"), "ownerReferences").ToList();
        if (owners.Count > 1)
        {
            throw Forbidden(request, $"node {quoted} can only create pods with a single owner reference set to itself");
        }

        if (owners is not [var owner] || owner.Text("apiVersion") != "v1" || owner.Text("kind") != "Node" || owner.Text("name") != node)
        {
            throw Forbidden(request, $"node {quoted} can only create pods with an owner reference set to itself");
        }

        if (owner["controller"] is not BoolNode { Value: true })
        {
            throw Forbidden(request, $"node {quoted} can only create pods with a controller owner reference set to itself");
        }

        if (owner["blockOwnerDeletion"] is BoolNode { Value: true })
        {
            throw Forbidden(request, $"node {quoted} must not set blockOwnerDeletion on an owner reference");
        }

        var stored = request.Reader.Find(Nodes, "", node) ?? throw StatusErrors.NotFound(Nodes, node);
        if (stored.Field("metadata.uid") != owner.Text("uid"))
        {
            throw Forbidden(request, $"node {node} UID mismatch: expected {owner.Text("uid")} got {stored.Field("metadata.uid")}");
        }
    }
}
