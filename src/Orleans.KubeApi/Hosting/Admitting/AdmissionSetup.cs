using Microsoft.Extensions.DependencyInjection;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Hosting.Clients;
using Orleans.KubeApi.Hosting.Identity;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Admitting;

/// <summary>Builds the admission chain from the options.</summary>
internal static class AdmissionSetup
{
    private const string ConfigOption = "--admission-control-config-file";

    /// <summary>Adds complaints, each one line.</summary>
    public static void Check(KubeApiAdmissionOptions options, List<string> errors)
    {
        errors.AddRange(PluginTable.Complaints(OptionLists.Split(options.EnablePlugins), OptionLists.Split(options.DisablePlugins)));
        if (options.NamespaceDefaults is not ("on-demand" or "eager" or "off"))
        {
            errors.Add($"--namespace-defaults: \"{options.NamespaceDefaults}\" is not on-demand, eager or off");
        }

        try
        {
            Build(options, PluginParts.None);
            Access(options);
        }
        catch (KubeApiOptionsException wrong)
        {
            errors.Add(wrong.Message);
        }
    }

    /// <summary>The chain of a server.</summary>
    /// <exception cref="KubeApiOptionsException">The configuration file can't be used.</exception>
    public static AdmissionChain Create(KubeApiAdmissionOptions options, IServiceProvider services) => Build(options, new PluginParts
    {
        Provisioner = services.GetRequiredService<INamespaceProvisioner>(),
        Quota = services.GetRequiredService<IQuotaDesk>(),
        Kinds = services.GetRequiredService<IKindResources>(),
        MutatingWebhook = services.GetRequiredService<MutatingWebhookPlugin>(),
        ValidatingWebhook = services.GetRequiredService<ValidatingWebhookPlugin>(),
        Metrics = services.GetRequiredService<AdmissionMetrics>(),
        Time = services.GetRequiredService<TimeProvider>(),
    });

    /// <summary>The credentials for webhooks that the plug-ins' documents name.</summary>
    /// <exception cref="KubeApiOptionsException">A file can't be used.</exception>
    public static WebhookAccess Access(KubeApiAdmissionOptions options) => Guarded(options, () =>
    {
        var configurations = Configurations(options, PluginParts.None);
        return new WebhookAccess(Credentials("MutatingAdmissionWebhook"), Credentials("ValidatingAdmissionWebhook"));

        WebhookKubeconfig? Credentials(string plugin)
        {
            if (!configurations.TryGetValue(plugin, out var document))
            {
                return null;
            }

            ConfigurationReader.Root(
                document, "WebhookAdmissionConfiguration", "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1alpha1");
            var reader = new ConfigurationReader();
            reader.Known(document, plugin, "apiVersion", "kind", "kubeConfigFile");
            _ = reader.Text(document, "kubeConfigFile", plugin);
            reader.ThrowIfWrong();
            return WebhookKubeconfig.Of(document, FolderOf(options));
        }
    });

    private static AdmissionChain Build(KubeApiAdmissionOptions options, PluginParts parts) => Guarded(options, () => PluginTable.Build(
        parts with
        {
            Configurations = Configurations(options, parts),
            Services = path => KubeconfigFile.Read(ConfigOption, Path.Combine(FolderOf(options), path)).CreateClient,
        },
        OptionLists.Split(options.EnablePlugins), OptionLists.Split(options.DisablePlugins)));

    private static IReadOnlyDictionary<string, ObjectNode> Configurations(KubeApiAdmissionOptions options, PluginParts parts) =>
        options.ConfigFile.Length == 0 ? parts.Configurations
            : AdmissionConfiguration.Read(
                ReadFile(options.ConfigFile), path => ReadFile(Path.Combine(FolderOf(options), path)));

    private static string FolderOf(KubeApiAdmissionOptions options) => Path.GetDirectoryName(Path.GetFullPath(options.ConfigFile))!;

    private static T Guarded<T>(KubeApiAdmissionOptions options, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception wrong) when (
            wrong is IOException or UnauthorizedAccessException or ArgumentException or FormatException or YamlTextException)
        {
            throw new KubeApiOptionsException($"{ConfigOption}: {options.ConfigFile}: {wrong.Message}", wrong);
        }
    }

    private static ObjectNode ReadFile(string path) => YamlReader.Read(File.ReadAllBytes(path)) as ObjectNode
        ?? throw new FormatException($"{path} holds no object");
}
