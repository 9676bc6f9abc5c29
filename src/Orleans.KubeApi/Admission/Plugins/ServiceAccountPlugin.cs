using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// ServiceAccount: every pod runs as an account of its namespace, gets the account's pull secrets and, unless pod or account opt out, a
/// volume with a token, the cluster's CA and the namespace.
/// </summary>
internal sealed class ServiceAccountPlugin : PluginBase
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string VolumePrefix = "kube-api-access-";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";
    private static readonly GroupResource Accounts = new("", "serviceaccounts");

    /// <inheritdoc/>
    public override string Name => "ServiceAccount";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "pods") || IsMirror(request.Object!))
        {
            return;
        }

        var spec = request.Object!.Child("spec");
        if (spec.Text("serviceAccountName") is null or "")
        {
            spec.Set("serviceAccountName", "default");
        }

        // The old name of the field always shows the same.
        spec.Set("serviceAccount", spec.Text("serviceAccountName")!);
        var account = Find(request, spec).Parse();
        if (spec["automountServiceAccountToken"] as BoolNode is { } wish ? wish.Value
            : account["automountServiceAccountToken"] is not BoolNode { Value: false })
        {
            MountToken(spec);
        }

        if (spec.Array("imagePullSecrets") is not { Items.Count: > 0 } && account.Array("imagePullSecrets") is { Items.Count: > 0 } secrets)
        {
            spec.Set("imagePullSecrets", secrets.Clone());
        }
    }

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "pods"))
        {
            return;
        }

        var spec = request.Object!.Child("spec");
        if (IsMirror(request.Object!))
        {
            CheckMirror(request, spec);
            return;
        }

        if (spec.Text("serviceAccountName") is null or "")
        {
            throw Forbidden(request, $"no service account specified for pod {request.Namespace}/{request.Name}");
        }

        Find(request, spec);
    }

    private static StoredObject Find(AdmissionRequest request, ObjectNode spec)
    {
        var name = spec.Text("serviceAccountName")!;
        return request.Reader.Find(Accounts, request.Namespace, name) ?? throw Forbidden(request,
            $"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");
    }

    private static bool IsMirror(ObjectNode pod) =>
        pod.Object("metadata")?.Object("annotations")?.Has(MirrorAnnotation) == true;

    // The pods that a kubelet shows for its own manifests can use nothing of the API.
    private static void CheckMirror(AdmissionRequest request, ObjectNode spec)
    {
        if (spec.Text("serviceAccountName") is { Length: > 0 })
        {
            throw Forbidden(request, "a mirror pod may not reference service accounts");
        }

        foreach (var volume in Objects(spec, "volumes"))
        {
            var sources = volume.Object("projected") is { } projected ? Objects(projected, "sources").ToList() : [];
            if (volume.Has("secret") || sources.Exists(s => s.Has("secret")))
            {
                throw Forbidden(request, "a mirror pod may not reference secrets");
            }

            if (volume.Has("configMap") || sources.Exists(s => s.Has("configMap")))
            {
                throw Forbidden(request, "a mirror pod may not reference configmaps");
            }

            if (sources.Exists(s => s.Has("serviceAccountToken")))
            {
                throw Forbidden(request, "a mirror pod may not use ServiceAccountToken volume projections");
            }
        }
    }

    private static void MountToken(ObjectNode spec)
    {
        var own = Objects(spec, "volumes").Select(v => v.Text("name") ?? "")
            .FirstOrDefault(n => n.StartsWith(VolumePrefix, StringComparison.Ordinal));
        var name = own ?? VolumePrefix + Random.Shared.GetString(NameLetters, 5);
        var isUsed = false;
        foreach (var container in Objects(spec, "initContainers").Concat(Objects(spec, "containers")))
        {
            // A mount of the pod's own at the same place keeps the token out.
            if (Objects(container, "volumeMounts").Any(m => m.Text("mountPath") == MountPath))
            {
                continue;
            }

            List(container, "volumeMounts").Add(new ObjectNode { { "name", name }, { "readOnly", true }, { "mountPath", MountPath } });
            isUsed = true;
        }

        if (own is null && isUsed)
        {
            List(spec, "volumes").Add(TokenVolume(name));
        }
    }

    private static ObjectNode TokenVolume(string name)
    {
        var token = new ObjectNode { { "serviceAccountToken", new ObjectNode { { "expirationSeconds", 3607L }, { "path", "token" } } } };
        var authority = new ObjectNode { { "key", "ca.crt" }, { "path", "ca.crt" } };
        var authorities = new ObjectNode
        {
            { "configMap", new ObjectNode { { "name", "kube-root-ca.crt" }, { "items", new ArrayNode([authority]) } } },
        };
        var field = new ObjectNode { { "apiVersion", "v1" }, { "fieldPath", "metadata.namespace" } };
        var place = new ObjectNode
        {
            { "downwardAPI",
                new ObjectNode { { "items", new ArrayNode([new ObjectNode { { "path", "namespace" }, { "fieldRef", field } }]) } } },
        };
        return new ObjectNode
        {
            { "name", name },
            { "projected", new ObjectNode { { "sources", new ArrayNode([token, authorities, place]) }, { "defaultMode", 420L } } },
        };
    }
}
