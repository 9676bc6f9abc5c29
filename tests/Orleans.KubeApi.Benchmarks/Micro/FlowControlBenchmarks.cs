using BenchmarkDotNet.Attributes;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Resources.Bootstrapping;

namespace Orleans.KubeApi.Benchmarks.Micro;

/// <summary>
/// What flow control costs a request that doesn't wait, with the default levels and schemas. Promise: below 1 µs, one object.
/// </summary>
[MemoryDiagnoser]
public class FlowControlBenchmarks
{
    private readonly FlowController _controller = new(600, TimeProvider.System);
    private readonly RequestInfo _get = RequestInfo.Of("GET", RequestTarget.Parse("/api/v1/namespaces/default/configmaps/a")!);
    private readonly UserInfo _admin = new("admin", "", [UserInfo.MastersGroup]);
    private readonly UserInfo _account = UserInfo.ServiceAccount("default", "job");
    private readonly UserInfo _alice = new("alice", "", ["dev", "ops"]);

    [GlobalSetup]
    public void Setup()
    {
        var objects = FlowObjects.All();
        _controller.Update(
            objects.Where(o => o.Resource.Resource == "prioritylevelconfigurations").Select(o => o.Body),
            objects.Where(o => o.Resource.Resource == "flowschemas").Select(o => o.Body));
    }

    [Benchmark(Baseline = true)]
    public void Exempt() => Serve(_admin);

    [Benchmark]
    public void ServiceAccount() => Serve(_account);

    [Benchmark]
    public void GlobalDefault() => Serve(_alice);

    private void Serve(UserInfo user)
    {
        var schema = _controller.Current.Classify(user, _get);
        var flow = schema.Level.Settings.Queues > 1 ? schema.FlowOf(user, _get) : "";
        var request = new FlowRequest(schema, flow, WorkEstimate.One, null);
        schema.Level.Enter(request, schema.HashOf(flow), -1);
        schema.Level.Leave(request);
    }
}
