using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Hosting.Identity;

namespace Orleans.KubeApi.Hosting.Access;

/// <summary>What is wrong with the options of authorization and with the files that they name.</summary>
internal static class AuthorizationOptionsCheck
{
    /// <summary>Adds the complaints.</summary>
    public static void Check(KubeApiAuthorizationOptions own, List<string> errors)
    {
        var known = errors.Count;
        if (own.ConfigFile.Length > 0)
        {
            CheckFile("--authorization-config", own.ConfigFile, errors);
            if (own.Mode.Length > 0 || own.WebhookConfigFile.Length > 0)
            {
                errors.Add("--authorization-config can't be used together with --authorization-mode and --authorization-webhook-…");
            }
        }

        CheckModes(own, errors);
        if (own.WebhookVersion is not ("v1" or "v1beta1"))
        {
            errors.Add("--authorization-webhook-version must be v1 or v1beta1");
        }

        if (own.WebhookCacheAuthorizedTtl < TimeSpan.Zero || own.WebhookCacheUnauthorizedTtl < TimeSpan.Zero)
        {
            errors.Add("--authorization-webhook-cache-authorized-ttl and -unauthorized-ttl must not be negative");
        }

        try
        {
            _ = new PathAuthorizer(OptionLists.Split(own.AlwaysAllowPaths));
        }
        catch (FormatException wrong)
        {
            errors.Add($"--authorization-always-allow-paths: {wrong.Message}");
        }

        if (errors.Count > known)
        {
            return;
        }

        try
        {
            AuthorizationSetup.Check(own);
        }
        catch (KubeApiOptionsException wrong)
        {
            errors.Add(wrong.Message);
        }
    }

    private static void CheckModes(KubeApiAuthorizationOptions own, List<string> errors)
    {
        var modes = OptionLists.Split(own.Mode);
        foreach (var mode in modes)
        {
            if (mode == "ABAC")
            {
                errors.Add("--authorization-mode: ABAC isn't supported; use RBAC");
            }
            else if (!Enum.TryParse<AuthorizerKind>(mode, out _) || char.IsDigit(mode[0]))
            {
                errors.Add($"--authorization-mode: \"{mode}\" is none of Node, RBAC, Webhook, AlwaysDeny, AlwaysAllow");
            }
        }

        if (modes.Distinct(StringComparer.Ordinal).Count() < modes.Length)
        {
            errors.Add("--authorization-mode names a mode twice");
        }

        if (modes.Contains("AlwaysAllow") && !own.UnsafeAlwaysAllow)
        {
            errors.Add("--authorization-mode=AlwaysAllow lets everybody do everything; it also needs --unsafe-authorization-always-allow");
        }

        if (modes.Contains("Webhook") != own.WebhookConfigFile.Length > 0)
        {
            errors.Add("--authorization-mode=Webhook and --authorization-webhook-config-file must be specified together");
        }
        else if (own.WebhookConfigFile.Length > 0)
        {
            CheckFile("--authorization-webhook-config-file", own.WebhookConfigFile, errors);
        }
    }

    private static void CheckFile(string option, string file, List<string> errors)
    {
        if (!File.Exists(file))
        {
            errors.Add($"{option}: {file} does not exist");
        }
    }
}
