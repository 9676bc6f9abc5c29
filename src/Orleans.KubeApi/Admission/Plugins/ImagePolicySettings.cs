using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>The settings of ImagePolicyWebhook: the document has neither kind nor version, as in the original.</summary>
/// <param name="KubeconfigFile">Says where the service is.</param>
/// <param name="AllowedLife">How long a yes is remembered; zero: not at all.</param>
/// <param name="DeniedLife">How long a no is remembered; zero: not at all.</param>
/// <param name="Pause">Before the second attempt.</param>
/// <param name="DefaultAllow">Pods pass when the service gives no answer.</param>
internal sealed record ImagePolicySettings(
    string KubeconfigFile, TimeSpan AllowedLife, TimeSpan DeniedLife, TimeSpan Pause, bool DefaultAllow)
{
    private const string Root = "imagePolicy";
    private static readonly TimeSpan LifeMax = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(5);

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="FormatException">There is none, or something is wrong with it.</exception>
    public static ImagePolicySettings Read(ObjectNode? configuration)
    {
        if (configuration is null)
        {
            throw new FormatException("this plug-in needs a configuration");
        }

        var reader = new ConfigurationReader();
        reader.Known(configuration, "", Root);
        var own = reader.Object(configuration, Root, "");
        reader.Known(own, Root, "kubeConfigFile", "allowTTL", "denyTTL", "retryBackoff", "defaultAllow");
        var file = reader.Text(own, "kubeConfigFile", Root);
        reader.Check(file.Length > 0, $"{Root}.kubeConfigFile", "is required");
        var settings = new ImagePolicySettings(
            file,
            Time(own, "allowTTL", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), LifeMax, reader),
            Time(own, "denyTTL", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), LifeMax, reader),
            Time(own, "retryBackoff", TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500), PauseMax, reader),
            reader.Flag(own, "defaultAllow", Root) ?? false);
        reader.ThrowIfWrong();
        return settings;
    }

    // 0 means the usual time and -1 none at all. The least life is not allowed itself, as in the original.
    private static TimeSpan Time(
        ObjectNode own, string name, TimeSpan unit, TimeSpan usual, TimeSpan most, ConfigurationReader reader)
    {
        var least = unit == TimeSpan.FromSeconds(1) ? unit : TimeSpan.Zero;
        switch (reader.Number(own, name, Root))
        {
            case 0:
                return usual;
            case -1:
                return TimeSpan.Zero;
            case var count when count > 0 && count <= most / unit && count * unit > least:
                return count * unit;
            default:
                reader.Complain($"{Root}.{name}", $"must be more than {least.TotalSeconds}s and at most {most.TotalSeconds}s, or 0 or -1");
                return usual;
        }
    }
}
