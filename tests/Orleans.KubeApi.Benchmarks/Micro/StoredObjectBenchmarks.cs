using BenchmarkDotNet.Attributes;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Benchmarks.Micro;

/// <summary>What a read pays for a stored object: nothing but its index and, for a deletion, one splice.</summary>
[MemoryDiagnoser]
public class StoredObjectBenchmarks
{
    private static readonly byte[] _bytes =
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"n","uid":"5e7a1c66-1f7e-4d2a-8a52-0d3d3b4f6a10",
        "resourceVersion":"123456","labels":{"app":"web","tier":"front","team":"red"}},"spec":{"nodeName":"node-1",
        "containers":[{"name":"c","image":"registry.example/pause:1"}]},"status":{"phase":"Running"}}
        """u8.ToArray();

    [Benchmark(Baseline = true)]
    public object Parse() => New().Parse();

    [Benchmark]
    public object Labels() => New().Labels;

    [Benchmark]
    public object? Field() => New().Field("spec.nodeName");

    [Benchmark]
    public object WithRevision() => New().WithRevision(123_457);

    private static StoredObject New() => new("n/p", 123_456, _bytes);
}
