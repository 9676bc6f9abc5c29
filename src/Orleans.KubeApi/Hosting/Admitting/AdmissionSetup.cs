using Microsoft.Extensions.DependencyInjection;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Admission.Webhooks;
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
        MutatingWebhook = services.GetRequiredService<MutatingWebhookPlugin>(),
        ValidatingWebhook = services.GetRequiredService<ValidatingWebhookPlugin>(),
        Time = services.GetRequiredService<TimeProvider>(),
    });

    private static AdmissionChain Build(KubeApiAdmissionOptions options, PluginParts parts)
    {
        try
        {
            var configurations = options.ConfigFile.Length == 0 ? parts.Configurations
                : AdmissionConfiguration.Read(ReadFile(options.ConfigFile), path =>
                    ReadFile(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(options.ConfigFile))!, path)));
            return PluginTable.Build(
                parts with { Configurations = configurations },
                OptionLists.Split(options.EnablePlugins), OptionLists.Split(options.DisablePlugins));
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
