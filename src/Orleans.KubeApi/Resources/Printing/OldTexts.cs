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

    /// <summary>
    /// Where the package that brings the texts lost spaces or line breaks (it folds lists and indented lines): what it says and what the
    /// API says, by field.
    /// </summary>
    public static IReadOnlyList<(string Field, string Folded, string Original)> Repairs { get; } =
    [
        ("flowcontrol.v1.QueuingConfiguration/queueLengthLimit", "rejected. This", "rejected.  This"),
        ("networking.v1.ServiceCIDRSpec/cidrs", "cidrs ", "CIDRs "),
        ("certificates.v1.CertificateSigningRequestSpec/expirationSeconds", "\n1. Old", "\n  1. Old"),
        ("certificates.v1.CertificateSigningRequestSpec/expirationSeconds", "the in-tree impl", "the in-tree\n     impl"),
        ("certificates.v1.CertificateSigningRequestSpec/expirationSeconds", " 2. Signer", "\n  2. Signer"),
        ("certificates.v1.CertificateSigningRequestSpec/expirationSeconds", " 3. Signer", "\n  3. Signer"),
        ("storage.v1.CSIDriverSpec/podInfoOnMount", "volume defined by", $"volume\n{new string(' ', 32)}defined by"),
        ("storage.v1.CSIDriverSpec/tokenRequests", "{ \" <audience> \": { \"token\"", "{\n  \"<audience>\": {\n    \"token\""),
        ("storage.v1.CSIDriverSpec/tokenRequests", ", \"expirationTimestamp\"", ",\n    \"expirationTimestamp\""),
        ("storage.v1.CSIDriverSpec/tokenRequests", ", }, ... }", ",\n  },\n  ...\n}"),
    ];
}
