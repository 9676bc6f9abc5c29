using static Orleans.KubeApi.Server.Options.OptionForms;

namespace Orleans.KubeApi.Server.Options;

/// <summary>The options of authorization.</summary>
internal static class AuthorizationOptionTable
{
    /// <summary>The options in the order of the help.</summary>
    public static IReadOnlyList<ServerOption> All { get; } =
    [
        List("authorization-mode", "Node, RBAC, Webhook, AlwaysDeny in the order they are asked (Node,RBAC)",
            static o => o.Authorization.Mode, static (o, v) => o.Authorization.Mode = v),
        Text("authorization-config", "File of kind AuthorizationConfiguration instead of the mode",
            static o => o.Authorization.ConfigFile, static (o, v) => o.Authorization.ConfigFile = v),
        List("authorization-always-allow-paths", "Paths that everybody may reach; a trailing * stands for any rest",
            static o => o.Authorization.AlwaysAllowPaths, static (o, v) => o.Authorization.AlwaysAllowPaths = v),
        Text("authorization-webhook-config-file", "kubeconfig of the service that decides (mode Webhook)",
            static o => o.Authorization.WebhookConfigFile, static (o, v) => o.Authorization.WebhookConfigFile = v),
        Text("authorization-webhook-version", "Version of SubjectAccessReview that it speaks (v1beta1)",
            static o => o.Authorization.WebhookVersion, static (o, v) => o.Authorization.WebhookVersion = v),
        Duration("authorization-webhook-cache-authorized-ttl", "How long its yes is remembered (5m0s)",
            static o => o.Authorization.WebhookCacheAuthorizedTtl, static (o, v) => o.Authorization.WebhookCacheAuthorizedTtl = v),
        Duration("authorization-webhook-cache-unauthorized-ttl", "How long its no is remembered (30s)",
            static o => o.Authorization.WebhookCacheUnauthorizedTtl, static (o, v) => o.Authorization.WebhookCacheUnauthorizedTtl = v),
        Flag("unsafe-authorization-always-allow", "Accept --authorization-mode=AlwaysAllow (false)",
            static o => o.Authorization.UnsafeAlwaysAllow, static (o, v) => o.Authorization.UnsafeAlwaysAllow = v),
    ];
}
