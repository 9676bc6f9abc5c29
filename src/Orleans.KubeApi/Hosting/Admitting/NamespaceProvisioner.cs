using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Hosting.Admitting;

/// <summary>
/// Makes what every namespace has: what the original's controllers for service accounts and the root certificate make a moment after the
/// namespace.
/// </summary>
internal sealed partial class NamespaceProvisioner(
    IObjectStore store, CertificateHolder certificates, KubeApiOptions options, ILogger<NamespaceProvisioner> logger)
    : INamespaceProvisioner
{
    private const string RootName = "kube-root-ca.crt";

    /// <inheritdoc/>
    public async ValueTask EnsureNamespaceAsync(string ns, CancellationToken cancellationToken) => await CreateAsync(
        "namespaces", "", Named("Namespace", ns, ""), UserInfo.ApiServer, "kube-apiserver", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> EnsureDefaultsAsync(string ns, CancellationToken cancellationToken)
    {
        if (options.Admission.NamespaceDefaults == "off")
        {
            return false;
        }

        var root = Named("ConfigMap", RootName, ns);
        root.Child("metadata").Child("annotations").Set("kubernetes.io/description",
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP "
            + "or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.");
        root.Child("data").Set("ca.crt", certificates.Current.TrustPem);
        var made = await Task.WhenAll(
            CreateAsync("configmaps", ns, root, UserInfo.ServiceAccount("kube-system", "root-ca-cert-publisher"),
                "kube-controller-manager", cancellationToken),
            CreateAsync("serviceaccounts", ns, Named("ServiceAccount", "default", ns),
                UserInfo.ServiceAccount("kube-system", "service-account-controller"), "kube-controller-manager", cancellationToken));
        return made[1];
    }

    private async Task<bool> CreateAsync(
        string resource, string ns, ObjectNode body, UserInfo user, string manager, CancellationToken cancellationToken)
    {
        var result = await store.WriteAsync(
            new WriteRequest
            {
                Group = "",
                Version = "v1",
                Resource = resource,
                Namespace = ns,
                Verb = WriteVerb.Create,
                Body = body.ToUtf8(),
                FieldManager = manager,
                User = user,
            },
            cancellationToken);
        if (result.Error is null or { Reason: "AlreadyExists" })
        {
            return true;
        }

        Failed(logger, ns, resource, result.Error.Message);
        return false;
    }

    private static ObjectNode Named(string kind, string name, string ns)
    {
        var metadata = new ObjectNode { { "name", name } };
        if (ns.Length > 0)
        {
            metadata.Set("namespace", ns);
        }

        return new ObjectNode { { "kind", kind }, { "apiVersion", "v1" }, { "metadata", metadata } };
    }

    [LoggerMessage(5311, LogLevel.Warning, "Namespace {Namespace} could not get its {Resource}: {Reason}")]
    private static partial void Failed(ILogger logger, string @namespace, string resource, string reason);
}
