namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Column descriptions that come from versions of the API which no package describes any more.</summary>
internal static class OldTexts
{
    /// <summary>The signer of a certificate request, as v1beta1 had it.</summary>
    public const string SignerName =
        """
        Requested signer for the request. It is a qualified name in the form: `scope-hostname.io/name`. If empty, it will be defaulted:
         1. If it's a kubelet client certificate, it is assigned
            "kubernetes.io/kube-apiserver-client-kubelet".
         2. If it's a kubelet serving certificate, it is assigned
            "kubernetes.io/kubelet-serving".
         3. Otherwise, it is assigned "kubernetes.io/legacy-unknown".
        Distribution of trust for signers happens out of band. You can select on this field using `spec.signerName`.
        """;

    /// <summary>The pool of a resource slice, before field selectors for it existed.</summary>
    public const string PoolName =
        "Name is used to identify the pool. For node-local devices, this is often the node name, but this is not required.\n\n"
        + "It must not be longer than 253 characters and must consist of one or more DNS sub-domains separated by slashes. "
        + "This field is immutable.";
}
