using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>Where spans go, and how many of the requests have them.</summary>
/// <param name="Endpoint">Of the OTLP collector, gRPC.</param>
/// <param name="PerMillion">Of the requests without a sampled parent.</param>
internal sealed record TracingSettings(Uri Endpoint, int PerMillion)
{
    private const string DefaultEndpoint = "localhost:4317";
    private const int All = 1_000_000;
    private static readonly string[] Versions =
        ["apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1beta1", "apiserver.config.k8s.io/v1alpha1"];

    /// <summary>The settings of a server; null: no tracing.</summary>
    /// <exception cref="KubeApiOptionsException">The options can't be used.</exception>
    public static TracingSettings? Of(KubeApiOptions options)
    {
        if (options.TracingConfigFile.Length == 0)
        {
            return options.TracingEndpoint.Length == 0 ? null
                : new TracingSettings(Address("--tracing-endpoint", options.TracingEndpoint), All);
        }

        if (options.TracingEndpoint.Length > 0)
        {
            throw new KubeApiOptionsException("--tracing-endpoint and --tracing-config-file: only one of them can say where spans go");
        }

        var option = $"--tracing-config-file: {options.TracingConfigFile}";
        try
        {
            return Read(option, YamlReader.Read(File.ReadAllBytes(options.TracingConfigFile)));
        }
        catch (Exception wrong) when (
            wrong is IOException or UnauthorizedAccessException or ArgumentException or FormatException or YamlTextException)
        {
            throw new KubeApiOptionsException($"{option}: {wrong.Message}", wrong);
        }
    }

    private static TracingSettings Read(string option, Node document)
    {
        var root = ConfigurationReader.Root(document, "TracingConfiguration", Versions);
        var reader = new ConfigurationReader();
        reader.Known(root, "", "kind", "apiVersion", "endpoint", "samplingRatePerMillion");
        var endpoint = reader.Text(root, "endpoint", "");
        var rate = root["samplingRatePerMillion"] is null or NullNode ? 0 : root.Integer("samplingRatePerMillion") ?? -1;
        reader.Check(rate is >= 0 and <= All, "samplingRatePerMillion", $"must be a number from 0 to {All}");
        reader.ThrowIfWrong();
        return new TracingSettings(Address(option, root.Has("endpoint") ? endpoint : DefaultEndpoint), (int)rate);
    }

    // As there, an address without a scheme is plain gRPC.
    private static Uri Address(string option, string endpoint)
    {
        var text = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"http://{endpoint}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address
            : throw new KubeApiOptionsException($"{option}: \"{endpoint}\" is no address such as localhost:4317");
    }
}
