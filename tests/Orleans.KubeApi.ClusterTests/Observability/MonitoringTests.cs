using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orleans.KubeApi.ClusterTests.Deployment;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Observability;

/// <summary>
/// What the dashboard, the alerts and the operator's guide ask for is what a running server shows after some traffic: each metric, with
/// each label.
/// </summary>
public sealed partial class MonitoringTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private static readonly string _monitoring = Path.Combine(Chart.Folder, "monitoring");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Names, labels and buckets of kube-apiserver's STABLE metrics, as its list of them for v1.37 has them.
    private static readonly string[] _stable =
    [
        "apiserver_admission_controller_admission_duration_seconds name operation rejected type: 0.005 0.025 0.1 0.5 1 2.5",
        "apiserver_admission_step_admission_duration_seconds operation rejected type: 0.005 0.025 0.1 0.5 1 2.5",
        "apiserver_admission_webhook_admission_duration_seconds name operation rejected type: 0.005 0.025 0.1 0.5 1 2.5 10 25",
        "apiserver_current_inflight_requests request_kind",
        "apiserver_longrunning_requests component group resource scope subresource verb version",
        "apiserver_request_duration_seconds component dry_run group resource scope subresource verb version: "
            + "0.005 0.025 0.05 0.1 0.2 0.4 0.6 0.8 1 1.25 1.5 2 3 4 5 6 8 10 15 20 30 45 60",
        "apiserver_request_total code component dry_run group resource scope subresource verb version",
        "apiserver_requested_deprecated_apis group removed_release resource subresource version",
        "apiserver_response_sizes component group resource scope subresource verb version: 1000 10000 100000 1e+06 1e+07 1e+08 1e+09",
        "apiserver_storage_objects resource",
        "apiserver_storage_size_bytes storage_cluster_id",
        "kubernetes_healthcheck name type",
        "kubernetes_healthchecks_total name status type",
    ];

    [Fact]
    public async Task Queries_OnARunningServer_FindEveryMetricWithItsLabels()
    {
        var text = await PageAfterTrafficAsync();
        var page = PromQuery.Series(text);
        Assert.All(_stable, metric => Assert.Equal(metric, Shown(metric[..metric.IndexOf(' ')], text, page)));

        var queries = Queries(JsonNode.Parse(Read("dashboard.json")))
            .Concat(Expression().Matches(Read("rules.yaml")).Select(m => m.Groups[1].Value)).ToList();
        Assert.InRange(queries.Count, 50, 200);
        Assert.All(queries, q => Assert.NotEmpty(PromQuery.Reads(q)));
        Assert.Empty(queries.SelectMany(q => PromQuery.Missing(q, page)));

        var guide = Guide();
        Assert.DoesNotContain(
            Ours().Matches(guide).Select(m => m.Value), name => !page.ContainsKey(name) && !page.ContainsKey($"{name}_count"));
        var alerts = Alert().Matches(Read("rules.yaml")).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(alerts.Order(), AlertName().Matches(guide).Select(m => m.Value).Distinct().Order());
    }

    [Fact]
    public void Missing_UnknownMetricsAndLabels_AreNamed()
    {
        var page = PromQuery.Series("# TYPE a counter\na{x=\"1\"} 1\nb_bucket{le=\"+Inf\",y=\"p,x=\"} 2\nb_count 2\n");

        Assert.Empty(PromQuery.Missing("sum by (x) (rate(a{x!=\"[2]\",instance=~\"$i\"}[5m])) > 0.5", page));
        Assert.Empty(PromQuery.Missing("topk(5, histogram_quantile(0.9, sum by (le, y) (rate(b_bucket[$__rate_interval]))))", page));
        Assert.Equal(
            ["a has no label y for sum by (y) (a) / c", "no c for sum by (y) (a) / c"],
            PromQuery.Missing("sum by (y) (a) / c", page));
        Assert.Equal(["b_bucket has no label x for b_bucket{x=\"1\"}"], PromQuery.Missing("b_bucket{x=\"1\"}", page));
    }

    [GeneratedRegex(@"expr: (?:\|-\s*\n\s*)?(.+)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\b(?:kubeapi|apiserver|process|dotnet|etcd|kubernetes)_[a-z_]+[a-z]\b")]
    private static partial Regex Ours();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"\bKubeApi[A-Z]\w+\b")]
    private static partial Regex AlertName();

    // A metric as the list above writes it.
    private static string Shown(string name, string text, IReadOnlyDictionary<string, HashSet<string>> page)
    {
        var isHistogram = page.ContainsKey($"{name}_bucket");
        var labels = page.GetValueOrDefault(isHistogram ? $"{name}_count" : name) ?? [];
        var shown = $"{name} {string.Join(' ', labels.Order(StringComparer.Ordinal))}";
        var bounds = Regex.Matches(text, $"^{name}_bucket\\{{.*?le=\"([0-9.e+]+)\"", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value).Distinct();
        return isHistogram ? $"{shown}: {string.Join(' ', bounds)}" : shown;
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(_monitoring, name));

    private static string Guide() => File.ReadAllText(Path.Combine(Chart.Folder, "..", "OPERATING.md"));

    private static IEnumerable<string> Queries(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => m.Key == "expr" ? [m.Value!.GetValue<string>()] : Queries(m.Value)),
        JsonArray a => a.SelectMany(Queries),
        _ => [],
    };

    // A little of everything that begins a series: reads, writes, a watch, health, a webhook that isn't there, a deprecated type.
    private static async Task<string> PageAfterTrafficAsync()
    {
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        var client = server.Client;
        await ConfigureAsync(client);
        (await client.GetAsync("/livez", Cancellation)).MustBe(200);
        using (var watch = await client.WatchAsync($"{Maps}?watch=true", Cancellation))
        {
            (await client.PostAsync(Maps, """{"metadata":{"name":"a"}}""", Cancellation)).MustBe(201);
            await watch.ReadUntilAsync(frame => frame.Object["metadata"]?["name"]?.GetValue<string>() == "a", Cancellation);
        }

        (await client.GetAsync(Maps, Cancellation)).MustBe(200);
        (await client.GetAsync("/api/v1/endpoints", Cancellation)).MustBe(200);
        return (await client.GetAsync("/metrics", Cancellation)).MustBe(200).Text;
    }

    private static async Task ConfigureAsync(KubeHttp client) => (await client.PostAsync(
        "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """
            {"metadata":{"name":"absent"},"webhooks":[{"name":"absent.example.com","sideEffects":"None","failurePolicy":"Ignore",
             "timeoutSeconds":1,"admissionReviewVersions":["v1"],"clientConfig":{"url":"https://127.0.0.1:1/"},
             "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}]}
            """, Cancellation)).MustBe(201);
}
