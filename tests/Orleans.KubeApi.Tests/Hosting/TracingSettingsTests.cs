using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Hosting.Measuring;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

public sealed class TracingSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Of_NoOption_IsOff() => Assert.Null(TracingSettings.Of(new KubeApiOptions()));

    [Fact]
    public void Of_Endpoint_SamplesEveryRequest() => Assert.Equal(
        new TracingSettings(new Uri("http://collector:4317"), 1_000_000),
        TracingSettings.Of(new KubeApiOptions { TracingEndpoint = "collector:4317" }));

    [Theory]
    [InlineData("endpoint: c:4317\nsamplingRatePerMillion: 100", "http://c:4317/", 100)]
    [InlineData("", "http://localhost:4317/", 0)]
    public void Of_File_IsTheOriginalsConfiguration(string lines, string endpoint, int rate)
    {
        var settings = Read($"apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n{lines}\n");

        Assert.Equal(endpoint, settings!.Endpoint.ToString());
        Assert.Equal(rate, settings.PerMillion);
    }

    [Theory]
    [InlineData("kind: Other\napiVersion: apiserver.config.k8s.io/v1", "must be a TracingConfiguration of")]
    [InlineData("kind: TracingConfiguration\napiVersion: apiserver.config.k8s.io/v1\nendpont: x", "endpont: unknown field")]
    [InlineData("kind: TracingConfiguration\napiVersion: apiserver.config.k8s.io/v1\nsamplingRatePerMillion: 1000001", "from 0 to")]
    [InlineData("kind: TracingConfiguration\napiVersion: apiserver.config.k8s.io/v1\nendpoint: 'ftp://x'", "is no address")]
    [InlineData("kind: TracingConfiguration\napiVersion: apiserver.config.k8s.io/v1\nendpoint: 5", "endpoint: must be a text")]
    [InlineData("kind: TracingConfiguration\napiVersion: apiserver.config.k8s.io/v1\nendpoint: [c:4317]", "endpoint: must be a text")]
    [InlineData("kind: TracingConfiguration\napiVersion: apiserver.config.k8s.io/v1\nsamplingRatePerMillion: 1.5", "from 0 to")]
    [InlineData("[", "--tracing-config-file")]
    public void Of_WrongFile_IsRefused(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<KubeApiOptionsException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_BothOptions_IsRefused() => Assert.Throws<KubeApiOptionsException>(
        () => TracingSettings.Of(new KubeApiOptions { TracingEndpoint = "c:4317", TracingConfigFile = _file }));

    private TracingSettings? Read(string text)
    {
        File.WriteAllText(_file, text);
        return TracingSettings.Of(new KubeApiOptions { TracingConfigFile = _file });
    }
}
