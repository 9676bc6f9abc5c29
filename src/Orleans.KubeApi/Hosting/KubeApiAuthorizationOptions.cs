namespace Orleans.KubeApi.Hosting;

/// <summary>Who may do what is decided by these. Names are those of kube-apiserver's flags; lists are separated by commas.</summary>
public sealed class KubeApiAuthorizationOptions
{
    /// <summary>
    /// Authorizers in their order: Node, RBAC, Webhook, AlwaysDeny, AlwaysAllow. Empty: Node,RBAC, unless <see cref="ConfigFile"/> says
    /// otherwise.
    /// </summary>
    public string Mode { get; set; } = "";

    /// <summary>File of kind AuthorizationConfiguration. Read again when it changes.</summary>
    public string ConfigFile { get; set; } = "";

    /// <summary>Without this the mode AlwaysAllow is refused. Never on a server that others can reach.</summary>
    public bool UnsafeAlwaysAllow { get; set; }

    /// <summary>Paths that everybody may reach; a trailing * stands for any rest.</summary>
    public string AlwaysAllowPaths { get; set; } = "";

    /// <summary>kubeconfig of the service that the mode Webhook asks.</summary>
    public string WebhookConfigFile { get; set; } = "";

    /// <summary>Version of SubjectAccessReview that it speaks.</summary>
    public string WebhookVersion { get; set; } = "v1beta1";

    /// <summary>How long its yes is remembered.</summary>
    public TimeSpan WebhookCacheAuthorizedTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long its no is remembered.</summary>
    public TimeSpan WebhookCacheUnauthorizedTtl { get; set; } = TimeSpan.FromSeconds(30);
}
