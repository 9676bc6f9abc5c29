using Microsoft.Extensions.Configuration;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Server.Options;
using Xunit;

namespace Orleans.KubeApi.Tests.Server;

public sealed class ServerOptionReaderTests
{
    private readonly Dictionary<string, string> _commandLine = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal);

    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        var options = Read();

        Assert.Equal(6443, options.SecurePort);
        Assert.Equal("0.0.0.0", options.BindAddress);
        Assert.True(options.IsEmbedded);
        Assert.Equal(400, options.MaxRequestsInflight);
        Assert.Equal(200, options.MaxMutatingRequestsInflight);
        Assert.Equal(TimeSpan.FromMinutes(1), options.RequestTimeout);
        Assert.Equal(TimeSpan.FromHours(1), options.EventTtl);
    }

    [Fact]
    public void Read_AllSources_TheCommandLineWinsThenTheEnvironmentThenTheFile()
    {
        _settings["KubeApi:secure-port"] = "1";
        Assert.Equal(1, Read().SecurePort);

        _environment["KUBEAPI_SECURE_PORT"] = "2";
        Assert.Equal(2, Read().SecurePort);

        _commandLine["secure-port"] = "3";
        Assert.Equal(3, Read().SecurePort);
    }

    [Fact]
    public void Flags_OfWhatWasRead_AreAllOptionsAsTheyCanBeTyped()
    {
        _commandLine["secure-port"] = "3";
        _commandLine["store"] = "Host=db;Password=secret";
        var flags = Read().Flags;

        Assert.Equal(ServerOptionTable.All.Select(o => o.Name).Order(), flags.Keys.Order());
        Assert.Equal("3", flags["secure-port"]);
        Assert.Equal("1m0s", flags["request-timeout"]);
        Assert.Equal("true", flags["anonymous-auth"]);
        Assert.Equal("CLASSIFIED", flags["store"]);
        Assert.DoesNotContain(flags.Values, v => v.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Flags_OfEveryOption_ShowWhatItSets()
    {
        foreach (var option in ServerOptionTable.All.Where(o => o.Name is not "store" && o.Expects is not "audit.k8s.io/v1"))
        {
            var text = option.Expects switch
            {
                "true or false" => option.Show(new KubeApiOptions()) == "true" ? "false" : "true",
                "a whole number" or "a number" => "4711",
                "a duration such as 1m30s" => "4h7m11s",
                _ => "shown",
            };
            var options = new KubeApiOptions();
            Assert.True(option.Apply(options, text), option.Name);
            Assert.Equal((option.Name, text), (option.Name, option.Show(options)));
        }
    }

    [Fact]
    public void Read_EmptyVariable_CountsAsUnset()
    {
        _environment["KUBEAPI_SECURE_PORT"] = "";

        Assert.Equal(6443, Read().SecurePort);
    }

    [Fact]
    public void Read_KubernetesDurations_AreUnderstood()
    {
        _commandLine["event-ttl"] = "2h30m";
        _commandLine["min-request-timeout"] = "1800"; // Seconds, as kube-apiserver has it.

        var options = Read();

        Assert.Equal(TimeSpan.FromMinutes(150), options.EventTtl);
        Assert.Equal(TimeSpan.FromMinutes(30), options.MinRequestTimeout);
    }

    [Fact]
    public void Read_WrongValue_IsNamedWithItsSource()
    {
        _environment["KUBEAPI_SECURE_PORT"] = "https";
        Assert.Equal("KUBEAPI_SECURE_PORT: \"https\" is not a whole number", Refusal());

        _commandLine["secure-port"] = "6443x";
        Assert.Equal("--secure-port: \"6443x\" is not a whole number", Refusal());
        _commandLine["secure-port"] = "6443";

        _settings["KubeApi:anonymous-auth"] = "maybe";
        Assert.Equal("appsettings.json, KubeApi:anonymous-auth: \"maybe\" is not true or false", Refusal());
    }

    [Fact]
    public void Read_UnknownOptionInTheFile_IsRefused()
    {
        _settings["KubeApi:secure_port"] = "1";

        Assert.Equal("appsettings.json: there is no option \"secure_port\" in section KubeApi", Refusal());
    }

    [Fact]
    public void Table_EveryOption_HasItsOwnNameAndReachesTheOptions()
    {
        Assert.Equal(ServerOptionTable.All.Count,
            ServerOptionTable.All.Select(option => option.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Values(new KubeApiOptions()).Count, ServerOptionTable.All.Count(option => !IsFixed(option)));
        foreach (var option in ServerOptionTable.All.Where(option => !IsFixed(option)))
        {
            var changed = new KubeApiOptions();
            Assert.True(new[] { "77", "true", "77s", "false" }.Any(
                text => option.Apply(changed, text) && !Values(changed).SequenceEqual(Values(new KubeApiOptions()))), option.Name);
            Assert.Single(Values(changed).Zip(Values(new KubeApiOptions())), pair => !Equals(pair.First, pair.Second));
        }
    }

    // An option of the original that has one value here.
    private static bool IsFixed(ServerOption option) => option.Name is "audit-log-version" or "audit-webhook-version";

    // What can be set, also in parts of the options; Flags only tells what was.
    private static List<object?> Values(object options) => [.. options.GetType().GetProperties().SelectMany(property =>
        property.Name == nameof(KubeApiOptions.Flags) ? []
        : property.CanWrite ? [property.GetValue(options)]
        : property.PropertyType.Namespace == typeof(KubeApiOptions).Namespace ? Values(property.GetValue(options)!) : [])];

    private string Refusal() => Assert.Throws<KubeApiOptionsException>(() => Read()).Message;

    private KubeApiOptions Read() => ServerOptionReader.Read(
        _commandLine, name => _environment.GetValueOrDefault(name), new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
}
