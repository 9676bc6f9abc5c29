using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>One limit of EventRateLimit.</summary>
/// <param name="Type">Server, Namespace, User or SourceAndObject: what has a bucket of its own.</param>
/// <param name="PerSecond">Events a second.</param>
/// <param name="Burst">Events at once.</param>
/// <param name="BucketsMax">Buckets that are kept; the one unused for longest goes first.</param>
internal sealed record EventRateSettings(string Type, long PerSecond, long Burst, int BucketsMax)
{
    private const string Group = "eventratelimit.admission.k8s.io/";
    private const int DefaultBuckets = 4096;

    /// <summary>Reads the limits.</summary>
    /// <exception cref="FormatException">Says what is wrong with the configuration.</exception>
    public static IReadOnlyList<EventRateSettings> Read(ObjectNode? configuration)
    {
        if (configuration is null)
        {
            throw new FormatException("this plug-in needs a configuration");
        }

        ConfigurationReader.Root(configuration, "Configuration", Group + "v1alpha1");
        var reader = new ConfigurationReader();
        reader.Known(configuration, "", "apiVersion", "kind", "limits");
        var items = reader.Objects(configuration, "limits", "").ToList();
        items.ForEach(i => reader.Known(i.Item, i.Path, "type", "qps", "burst", "cacheSize"));
        foreach (var (item, path) in items)
        {
            _ = (reader.Text(item, "type", path), reader.Number(item, "qps", path), reader.Number(item, "burst", path),
                reader.Number(item, "cacheSize", path));
        }

        reader.ThrowIfWrong();
        var limits = items.ConvertAll(i => Limit(i.Item));
        return limits.Count > 0 ? limits : throw new FormatException("limits: there must be one");
    }

    private static EventRateSettings Limit(ObjectNode limit)
    {
        var type = limit.Text("type") ?? "";
        if (type is not ("Server" or "Namespace" or "User" or "SourceAndObject"))
        {
            throw new FormatException($"limits[].type: \"{type}\" is not Server, Namespace, User or SourceAndObject");
        }

        var (rate, burst, size) = (limit.Integer("qps") ?? 0, limit.Integer("burst") ?? 0, limit.Integer("cacheSize") ?? 0);
        return rate <= 0 ? throw new FormatException("limits[].qps: must be positive")
            : burst <= 0 ? throw new FormatException("limits[].burst: must be positive")
            : size is < 0 or > 1_000_000 ? throw new FormatException("limits[].cacheSize: must not be negative nor above a million")
            : new EventRateSettings(type, rate, burst, size == 0 ? DefaultBuckets : (int)size);
    }
}
