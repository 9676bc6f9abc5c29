using System.Security.Cryptography;
using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// NodeRestriction: what a node's identity may write (user <c>system:node:NAME</c> of group <c>system:nodes</c>): itself, its pods, its
/// lease, tokens of its pods' accounts. It can't give itself labels or taints that lead pods to it, nor owners that delete it.
/// </summary>
internal sealed class NodeRestrictionPlugin : PluginBase
{
    private const string UserPrefix = "system:node:";
    private const string NodeGroup = "system:nodes";
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly GroupResource Pods = new("", "pods");

    /// <inheritdoc/>
    public override string Name => "NodeRestriction";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request) => Check(request);

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request) => Check(request);

    private static void Check(AdmissionRequest request)
    {
        if (!request.User.Name.StartsWith(UserPrefix, StringComparison.Ordinal) || !request.User.Groups.Contains(NodeGroup)
            || request.Operation == AdmissionOperation.Connect)
        {
            return;
        }

        var node = request.User.Name[UserPrefix.Length..];
        if (node.Length == 0)
        {
            throw Forbidden(request, $"could not determine node from user {GoText.Quote(request.User.Name)}");
        }

        switch (request.Resource)
        {
            case { Group: "", Resource: "pods" }:
                CheckPod(request, node);
                break;
            case { Group: "", Resource: "nodes" }:
                NodeSelfRestriction.Check(request, node);
                break;
            case { Group: "", Resource: "persistentvolumeclaims" }:
                CheckClaim(request, node);
                break;
            case { Group: "", Resource: "serviceaccounts" } when request.Subresource == "token":
                NodeTokenRestriction.Check(request, node);
                break;
            case { Group: "coordination.k8s.io", Resource: "leases" }:
                CheckLease(request, node);
                break;
            case { Group: "storage.k8s.io", Resource: "csinodes" } when request.Name != node:
                throw Forbidden(request, $"can only access CSINode with the same name as the requesting node");
            case { Group: "resource.k8s.io", Resource: "resourceslices" }:
                CheckSlice(request, node);
                break;
            case { Group: "certificates.k8s.io", Resource: "certificatesigningrequests" }:
                CheckSigning(request);
                break;
        }
    }

    private static void CheckPod(AdmissionRequest request, string node)
    {
        switch (request.Subresource, request.Operation)
        {
            case ("", AdmissionOperation.Create):
                NodePodRestriction.CheckMirror(request, node);
                break;
            case ("", AdmissionOperation.Delete):
                if (NodeOf(request.Old) != node)
                {
                    throw Forbidden(request, $"node {GoText.Quote(node)} can only delete pods with spec.nodeName set to itself");
                }

                break;
            case ("", var operation):
                throw Forbidden(request,
                    $"unexpected operation \"{Upper(operation)}\", node {GoText.Quote(node)} can only create and delete mirror pods");
            case ("status", AdmissionOperation.Update):
                NodePodRestriction.CheckStatus(request, node);
                break;
            case ("eviction", AdmissionOperation.Create):
                var pod = request.Reader.Find(Pods, request.Namespace, request.Name)
                    ?? throw StatusErrors.NotFound(Pods, request.Name);
                if (pod.Field("spec.nodeName") != node)
                {
                    throw Forbidden(request, $"node {node} can only evict pods with spec.nodeName set to itself");
                }

                break;
            case ("status", var operation):
                throw Forbidden(request, $"unexpected operation \"{Upper(operation)}\"");
            case ("eviction", var operation):
                throw Forbidden(request, $"unexpected operation {Upper(operation)}");
            default:
                throw Forbidden(request, $"unexpected pod subresource {GoText.Quote(request.Subresource)}, only 'status' and 'eviction' are allowed");
        }
    }

    private static void CheckClaim(AdmissionRequest request, string node)
    {
        if (request.Subresource != "status" || request.Operation != AdmissionOperation.Update)
        {
            throw Forbidden(request, "may only update PVC status");
        }

        if (!Node.DeepEquals(Reduced(request.Object!), Reduced(request.Old!)))
        {
            throw Forbidden(request,
                $"node {GoText.Quote(node)} is not allowed to update fields other than status.quantity and status.conditions");
        }
    }

    private static ObjectNode Reduced(ObjectNode claim)
    {
        var copy = (ObjectNode)claim.Clone();
        foreach (var name in new[] { "resourceVersion", "managedFields" })
        {
            copy.Child("metadata").Remove(name);
        }

        foreach (var name in new[] { "capacity", "conditions", "allocatedResources", "allocatedResourceStatuses" })
        {
            copy.Child("status").Remove(name);
        }

        return copy;
    }

    private static void CheckLease(AdmissionRequest request, string node)
    {
        if (request.Namespace != LeaseNamespace)
        {
            throw Forbidden(request, $"can only access leases in the {GoText.Quote(LeaseNamespace)} system namespace");
        }

        if (request.Name != node)
        {
            throw Forbidden(request, "can only access node lease with the same name as the requesting node");
        }
    }

    // Other writes are the node authorizer's to decide, which sees what is stored.
    private static void CheckSlice(AdmissionRequest request, string node)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Delete))
        {
            return;
        }

        var own = (request.Operation == AdmissionOperation.Delete ? request.Old : request.Object)?.Object("spec")?.Text("nodeName");
        if (own != node)
        {
            throw Forbidden(request, request.Operation == AdmissionOperation.Delete
                ? "can only delete ResourceSlice with the same NodeName as the requesting node"
                : "can only create ResourceSlice with the same NodeName as the requesting node");
        }
    }

    // A node asks for certificates of itself only; the rest of the subject is checked by the signer.
    private static void CheckSigning(AdmissionRequest request)
    {
        var signer = request.Object?.Object("spec")?.Text("signerName");
        if (request.Operation == AdmissionOperation.Create
            && signer is "kubernetes.io/kube-apiserver-client-kubelet" or "kubernetes.io/kubelet-serving")
        {
            if (CommonName(request) != request.User.Name)
            {
                throw Forbidden(request, $"can only create a node CSR with CN={request.User.Name}");
            }
        }
    }

    private static string CommonName(AdmissionRequest request)
    {
        try
        {
            return SigningSubject.Parse(request.Object!.Object("spec")?.Text("request") ?? "").CommonName;
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException or ArgumentException)
        {
            throw Forbidden(request, $"unable to parse csr: {broken.Message}");
        }
    }

    private static string? NodeOf(ObjectNode? pod) => pod?.Object("spec")?.Text("nodeName");

    private static string Upper(AdmissionOperation operation) => operation.ToString().ToUpperInvariant();
}
