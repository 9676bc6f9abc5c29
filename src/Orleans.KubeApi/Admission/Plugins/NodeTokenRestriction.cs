using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// Tokens that a node may ask for: bound to a pod that runs on it, and for an audience that the pod's volumes use, or that the node has the
/// right to ask for.
/// </summary>
internal static class NodeTokenRestriction
{
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Claims = new("", "persistentvolumeclaims");
    private static readonly GroupResource Volumes = new("", "persistentvolumes");
    private static readonly GroupResource Drivers = new("storage.k8s.io", "csidrivers");

    /// <summary>Refuses other tokens.</summary>
    /// <exception cref="StatusException">403, or 404 for a pod that isn't there.</exception>
    public static void Check(AdmissionRequest request, string node)
    {
        if (request.Operation != AdmissionOperation.Create)
        {
            return;
        }

        var spec = request.Object!.Object("spec") ?? [];
        var bound = spec.Object("boundObjectRef");
        if (bound?.Text("apiVersion") != "v1" || bound.Text("kind") != "Pod" || bound.Text("name") is not { Length: > 0 } name)
        {
            throw Forbidden(request, "node requested token not bound to a pod");
        }

        if (bound.Text("uid") is not { Length: > 0 } uid)
        {
            throw Forbidden(request, "node requested token with a pod binding without a uid");
        }

        var pod = request.Reader.Find(Pods, request.Namespace, name) ?? throw StatusErrors.NotFound(Pods, name);
        if (pod.Field("metadata.uid") != uid)
        {
            throw Forbidden(request, $"the UID in the bound object reference ({uid}) does not match the UID in record. "
                + "The object might have been deleted and then recreated");
        }

        if (pod.Field("spec.nodeName") != node)
        {
            throw Forbidden(request, "node requested token bound to a pod scheduled on a different node");
        }

        CheckAudience(request, spec, pod);
    }

    private static void CheckAudience(AdmissionRequest request, ObjectNode spec, StoredObject pod)
    {
        var asked = spec.Array("audiences")?.Items.OfType<TextNode>().Select(a => a.Value).ToList() ?? [];
        if (asked.Count > 1)
        {
            throw Forbidden(request, "node may only request 0 or 1 audiences");
        }

        var audience = asked.Count == 0 ? "" : asked[0];
        var tree = pod.Parse().Object("spec") ?? [];
        if (!Children(tree, "volumes").Any(v => Uses(request, v, pod.Name, audience)) && !MayAskFor(request, audience))
        {
            throw Forbidden(request, $"audience {GoText.Quote(audience)} not found in pod spec volume, {request.User.Name} "
                + "is not authorized to request tokens for this audience");
        }
    }

    private static bool Uses(AdmissionRequest request, ObjectNode volume, string pod, string audience)
    {
        var sources = volume.Object("projected") is { } projected ? Children(projected, "sources") : [];
        if (sources.Any(s => s.Object("serviceAccountToken") is { } token && (token.Text("audience") ?? "") == audience))
        {
            return true;
        }

        var driver = volume.Object("csi")?.Text("driver")
            ?? (volume.Object("ephemeral")?.Object("volumeClaimTemplate") is not null ? DriverOf(request, $"{pod}-{volume.Text("name")}")
            : volume.Object("persistentVolumeClaim")?.Text("claimName") is { } claim ? DriverOf(request, claim) : null);
        var found = driver is null ? null : request.Reader.Find(Drivers, "", driver)?.Parse().Object("spec");
        return found is not null && Children(found, "tokenRequests").Any(t => (t.Text("audience") ?? "") == audience);
    }

    private static string? DriverOf(AdmissionRequest request, string claim) =>
        request.Reader.Find(Claims, request.Namespace, claim)?.Field("spec.volumeName") is { Length: > 0 } volume
            ? request.Reader.Find(Volumes, "", volume)?.Parse().Object("spec")?.Object("csi")?.Text("driver") : null;

    // Nodes are judged without waiting, so a right that only a webhook gives doesn't count.
    private static bool MayAskFor(AdmissionRequest request, string audience)
    {
        var asking = request.Authorizer.AuthorizeAsync(request.User, new RequestAttributes
        {
            IsResource = true,
            Verb = "request-serviceaccounts-token-audience",
            Path = "",
            Group = "",
            Version = "v1",
            Resource = audience,
            Namespace = request.Namespace,
            Name = request.Name,
        }, CancellationToken.None);
        return asking.IsCompletedSuccessfully && asking.Result.IsAllowed;
    }
}
