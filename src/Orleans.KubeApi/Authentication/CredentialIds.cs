namespace Orleans.KubeApi.Authentication;

/// <summary>Names in <see cref="UserInfo.Extra"/> that tell which credential was used.</summary>
internal static class CredentialIds
{
    /// <summary>The credential itself: <c>X509SHA256=…</c> or <c>JTI=…</c>.</summary>
    public const string Key = "authentication.kubernetes.io/credential-id";

    public const string NodeName = "authentication.kubernetes.io/node-name";

    public const string NodeUid = "authentication.kubernetes.io/node-uid";

    public const string PodName = "authentication.kubernetes.io/pod-name";

    public const string PodUid = "authentication.kubernetes.io/pod-uid";
}
