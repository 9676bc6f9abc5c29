using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// ServiceAccount: every pod runs as an account of its namespace, gets the account's pull secrets and, unless pod or account opt out, a
/// volume with a token, the cluster's CA and the namespace. The account "default" is made when a pod asks for it and nobody has made it
/// yet: no pod is refused because it was faster than a controller.
/// </summary>
internal sealed class ServiceAccountPlugin(INamespaceProvisioner? provisioner) : IWaitingAdmissionPlugin
{
    private const string DefaultAccount = "default";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string VolumePrefix = "kube-api-access-";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";
    private static readonly GroupResource Accounts = new("", "serviceaccounts");

    /// <inheritdoc/>
    public string Name => "ServiceAccount";

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request)
    {
        if (IsToken(request))
        {
            return FindAsync(request, request.Name) is { IsCompletedSuccessfully: false } making ? new(making.AsTask()) : default;
        }

        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "pods") || IsMirror(request.Object!))
        {
            return ValueTask.CompletedTask;
        }

        var spec = request.Object!.Child("spec");
        if (spec.Text("serviceAccountName") is null or "")
        {
            spec.Set("serviceAccountName", DefaultAccount);
        }

        // The old name of the field always shows the same.
        spec.Set("serviceAccount", spec.Text("serviceAccountName")!);
        var finding = FindAsync(request, spec.Text("serviceAccountName")!);
        if (!finding.IsCompletedSuccessfully)
        {
            return FillAsync(request, spec, finding);
        }

        Fill(request, spec, finding.Result);
        return ValueTask.CompletedTask;
    }

    private static async ValueTask FillAsync(AdmissionRequest request, ObjectNode spec, ValueTask<ObjectNode?> finding) =>
        Fill(request, spec, await finding);

    private static void Fill(AdmissionRequest request, ObjectNode spec, ObjectNode? found)
    {
        var account = found ?? throw Missing(request, spec.Text("serviceAccountName")!);
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
    public ValueTask ValidateAsync(AdmissionRequest request)
    {
        var isEphemeral = request is { Operation: AdmissionOperation.Update, Subresource: "ephemeralcontainers" };
        if (request.Resource is not { Group: "", Resource: "pods" }
            || (!isEphemeral && request is not { Operation: AdmissionOperation.Create, Subresource: "" }))
        {
            return ValueTask.CompletedTask;
        }

        var spec = request.Object!.Child("spec");
        if (!isEphemeral && IsMirror(request.Object!))
        {
            CheckMirror(request, spec);
            return ValueTask.CompletedTask;
        }

        if (spec.Text("serviceAccountName") is not { Length: > 0 } name)
        {
            throw Forbidden(request, $"no service account specified for pod {request.Namespace}/{request.Name}");
        }

        // What was made for this write isn't in what the write reads; asked again, its maker finds it there.
        if (request.Reader.Find(Accounts, request.Namespace, name) is not { } found)
        {
            return CheckAsync(request, name);
        }

        if (!MountableSecrets.MayConcern(found))
        {
            return ValueTask.CompletedTask;
        }

        var account = found.Parse();
        return (isEphemeral ? MountableSecrets.OfEphemeral(account, spec) : MountableSecrets.OfPod(account, spec)) is { } problem
            ? throw Forbidden(request, problem) : ValueTask.CompletedTask;
    }

    private async ValueTask CheckAsync(AdmissionRequest request, string name)
    {
        if (await FindAsync(request, name) is null)
        {
            throw Missing(request, name);
        }
    }

    // A token of the account that every namespace has.
    private static bool IsToken(AdmissionRequest request) => request is
    {
        Operation: AdmissionOperation.Create, Subresource: "token", Name: DefaultAccount, DryRun: false,
        Resource: { Group: "", Resource: "serviceaccounts" },
    };

    private ValueTask<ObjectNode?> FindAsync(AdmissionRequest request, string name) =>
        request.Reader.Find(Accounts, request.Namespace, name) is { } found ? ValueTask.FromResult<ObjectNode?>(found.Parse())
        : name == DefaultAccount && provisioner is not null ? MakeAsync(request)
        : ValueTask.FromResult<ObjectNode?>(null);

    // A dry run makes nothing, but is answered as if it did.
    private async ValueTask<ObjectNode?> MakeAsync(AdmissionRequest request)
    {
        var until = request.BeforeWait();
        return request.DryRun || await provisioner!.EnsureDefaultsAsync(request.Namespace, until) ? [] : null;
    }

    private static StatusException Missing(AdmissionRequest request, string name) => Forbidden(request,
        $"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");

    private static bool IsMirror(ObjectNode pod) =>
        pod.Object("metadata")?.Object("annotations")?.Has(MirrorAnnotation) == true;

    // The pods that a kubelet shows for its own manifests can use nothing of the API.
    private static void CheckMirror(AdmissionRequest request, ObjectNode spec)
    {
        if (spec.Text("serviceAccountName") is { Length: > 0 })
        {
            throw Forbidden(request, "a mirror pod may not reference service accounts");
        }

        if (PodReferences.ToSecrets(spec))
        {
            throw Forbidden(request, "a mirror pod may not reference secrets");
        }

        foreach (var volume in Children(spec, "volumes"))
        {
            var sources = volume.Object("projected") is { } projected ? Children(projected, "sources").ToList() : [];
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
        var own = Children(spec, "volumes").Select(v => v.Text("name") ?? "")
            .FirstOrDefault(n => n.StartsWith(VolumePrefix, StringComparison.Ordinal));
        var name = own ?? VolumePrefix + Random.Shared.GetString(NameLetters, 5);
        var isUsed = false;
        foreach (var container in Children(spec, "initContainers").Concat(Children(spec, "containers")))
        {
            // A mount of the pod's own at the same place keeps the token out.
            if (Children(container, "volumeMounts").Any(m => m.Text("mountPath") == MountPath))
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
