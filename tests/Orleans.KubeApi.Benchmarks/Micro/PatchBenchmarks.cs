using BenchmarkDotNet.Attributes;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Benchmarks.Load;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Benchmarks.Micro;

/// <summary>Patches of a small Pod, parsing included: what one of many writers of a hot object costs its grain.</summary>
[MemoryDiagnoser]
public class PatchBenchmarks
{
    private static readonly byte[] _swap =
        """
        [{"op":"test","path":"/metadata/labels/app","value":"bench"},
         {"op":"replace","path":"/spec/containers/0/image","value":"registry.example/pause:2"}]
        """u8.ToArray();

    private byte[] _pod = [];

    [GlobalSetup]
    public void Setup() => _pod = LoadObjects.Pod();

    [Benchmark(Baseline = true)]
    public byte[] ParseAndWriteOnly() => NodeReader.Parse(_pod).ToUtf8();

    [Benchmark]
    public byte[] JsonPatchReplace() => JsonPatch.Apply(NodeReader.Parse(_pod), _swap).ToUtf8();
}
