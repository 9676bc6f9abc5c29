using Orleans.KubeApi.ClusterTests.Deployment;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Observability;

/// <summary>What a running server shows on /metrics, and that no client can make it endless.</summary>
public sealed class MetricsPageTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    [Fact]
    public async Task Page_HasTheStableMetrics()
    {
        await CreateAsync("a");
        var page = await PageAsync();

        Assert.Contains("\nkubernetes_build_info{", page, StringComparison.Ordinal);
        Assert.Contains("\napiserver_storage_objects{resource=\"configmaps\"} ", page, StringComparison.Ordinal);
        Assert.Contains("\napiserver_storage_size_bytes{storage_cluster_id=\"etcd-0\"} ", page, StringComparison.Ordinal);
        Assert.Contains("\nkubeapi_ready 1\n", page, StringComparison.Ordinal);
        Assert.Matches("\nkubeapi_commit_duration_seconds_count\\{resource=\"configmaps\"\\} [1-9]", page);
        Assert.Matches(
            "\napiserver_request_total\\{code=\"201\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\","
            + "scope=\"namespace\",subresource=\"\",verb=\"POST\",version=\"v1\"\\} [1-9]",
            page);
        Assert.Matches(
            "\napiserver_admission_controller_admission_duration_seconds_count"
            + "\\{name=\"[A-Za-z]+\",operation=\"CREATE\",rejected=\"false\",type=\"admit\"\\} [1-9]",
            page);
    }

    [Fact]
    public async Task Page_TellsOfStoreAndWatches()
    {
        await CreateAsync("a");
        using (var watch = await Client.WatchAsync(
            $"{Objects}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", Cancellation))
        {
            await CreateAsync("b");
            await watch.ReadUntilAsync(frame => frame.Object["metadata"]?["name"]?.GetValue<string>() == "b", Cancellation);
        }

        var page = await PageAsync();

        Assert.Matches("\netcd_request_duration_seconds_count\\{group=\"\",operation=\"txn\",resource=\"configmaps\"\\} [1-9]", page);
        Assert.Matches("\netcd_requests_total\\{group=\"\",operation=\"list\",resource=\"configmaps\"\\} [1-9]", page);
        Assert.Matches("\napiserver_storage_events_received_total\\{group=\"\",resource=\"configmaps\"\\} [1-9]", page);
        Assert.Matches("\napiserver_watch_events_sizes_count\\{group=\"\",resource=\"configmaps\",version=\"v1\"\\} [1-9]", page);
        Assert.Matches(
            "\napiserver_watch_list_duration_seconds_count"
            + "\\{group=\"\",resource=\"configmaps\",scope=\"namespace\",version=\"v1\"\\} [1-9]",
            page);
    }

    [Fact]
    public async Task S29_Page_AfterEndlessNames_HasNoNewSeriesAndShowsNoneOfThem()
    {
        const int Names = 10;
        var (page, least) = (await PageAsync(), int.MaxValue);
        for (var round = 0; round < 4; round++)
        {
            var before = SeriesOf(page).Count;
            for (var i = 0; i < Names; i++)
            {
                await SendNamesAsync((round * Names) + i);
            }

            page = await PageAsync();
            least = Math.Min(least, SeriesOf(page).Count - before);
        }

        // Other work (the first of its kind, housekeeping) begins series in some rounds; names would begin one each in every round.
        Assert.InRange(least, 0, Names - 1);
        Assert.DoesNotContain("zqx", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(KubeServer.UserToken, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_HasTheRulesOfThePlainFile()
    {
        var plain = File.ReadAllLines(Path.Combine(Chart.Folder, "monitoring", "rules.yaml")).Where(l => !l.StartsWith('#'));
        var chart = File.ReadAllLines(Path.Combine(Chart.Folder, "chart", "templates", "prometheusrule.yaml"));

        Assert.Equal(plain.Select(l => $"  {l}"), chart.SkipWhile(l => l != "  groups:").TakeWhile(l => l != "{{- end }}"));
    }

    private async Task SendNamesAsync(int i)
    {
        var name = $"zqx{i}";
        await CreateAsync(name);
        foreach (var path in new[]
        {
            $"/apis/{name}.io/v1/{name}", $"/{name}", $"/api/v1/namespaces/{name}/pods", $"{Objects}/{name}", $"{Objects}/{name}/{name}",
            $"{Objects}?fieldSelector=metadata.name%3D{name}",
        })
        {
            await Client.GetAsync(path, Cancellation);
        }

        await Client.SendAsync(new HttpMethod(name.ToUpperInvariant()), Objects, null, KubeHttp.Json, Cancellation);
        using var stranger = new KubeHttp(Embedded.Server.Url, name);
        await stranger.GetAsync(Objects, Cancellation);
    }

    private static HashSet<string> SeriesOf(string page) =>
        [.. page.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l[..l.LastIndexOf(' ')])];

    private async Task<string> PageAsync() => (await Client.GetAsync("/metrics", Cancellation)).MustBe(200).Text;
}
