using System.Text;
using BenchmarkDotNet.Attributes;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Benchmarks.Micro;

/// <summary>What a decision costs with 10,000 bindings: remembered, for a single name, for a user who was never seen.</summary>
[MemoryDiagnoser]
public class AuthorizationBenchmarks
{
    private const int Bindings = 10_000;
    private readonly PolicyBuilder _builder = new();
    private readonly UserInfo _user = new("user-77", "", ["team-7", "team-8"]);
    private readonly List<StoredObject> _roles = [];
    private readonly List<StoredObject> _bindings = [];
    private readonly List<StoredObject> _clusterBindings = [];
    private RbacPolicy _policy = RbacPolicy.Empty;

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 100; i++)
        {
            _roles.Add(Stored("", $"r{i:000}", $$"""
                "rules":[{"verbs":["get","list"],"apiGroups":["g{{i}}"],"resources":["a","b","c","d"]},
                 {"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["s{{i}}"]}]
                """));
        }

        for (var i = 0; i < Bindings; i++)
        {
            var binding = Stored(i % 2 == 0 ? "" : $"ns{i % 50}", $"b{i:00000}", $$"""
                "roleRef":{"kind":"ClusterRole","name":"r{{i % 100:000}}"},
                "subjects":[{"kind":"User","name":"user-{{i % 500}}"},{"kind":"Group","name":"team-{{i % 20}}"}]
                """);
            (i % 2 == 0 ? _clusterBindings : _bindings).Add(binding);
        }

        _policy = (RbacPolicy)Rebuild();
    }

    [Benchmark]
    public bool Remembered() => _policy.Decide(_user, Asked("g77", "a", "x")).IsAllowed;

    [Benchmark]
    public bool SingleName() => _policy.Decide(_user, Asked("", "secrets", "s7")).IsAllowed;

    [Benchmark]
    public bool NewUser() => _policy.Decide(new UserInfo("user-77", "", ["team-7"]), Asked("none", "a", "x")).IsAllowed;

    [Benchmark]
    public object Rebuild() => _builder.Build(_roles, [], _clusterBindings, _bindings);

    private static RequestAttributes Asked(string group, string resource, string name) => new()
    {
        IsResource = true,
        Verb = "get",
        Path = "",
        Group = group,
        Resource = resource,
        Subresource = "",
        Namespace = "ns7",
        Name = name,
    };

    private static StoredObject Stored(string ns, string name, string members) =>
        new(StoredObject.KeyOf(ns, name), 1, Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{name}}}"},{{{members}}}}"""));
}
