using BenchmarkDotNet.Attributes;
using Orleans.KubeApi.Benchmarks.Load;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Benchmarks.Micro;

/// <summary>The JSON tree: what a write pays for reading and writing its object.</summary>
[MemoryDiagnoser]
public class NodeBenchmarks
{
    private byte[] _utf8 = [];
    private Node _node = null!;

    [Params("ConfigMap", "Pod")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _utf8 = Kind == "Pod" ? LoadObjects.Pod() : LoadObjects.ConfigMap();
        _node = NodeReader.Parse(_utf8);
    }

    [Benchmark(Baseline = true)]
    public object? SystemTextJsonParse() => System.Text.Json.Nodes.JsonNode.Parse(_utf8);

    [Benchmark]
    public object Parse() => NodeReader.Parse(_utf8);

    [Benchmark]
    public byte[] Write() => _node.ToUtf8();

    [Benchmark]
    public object Clone() => _node.Clone();
}
