using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Hosting.Sabotaging;
using Orleans.KubeApi.Storage;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>
/// What a server promises beyond its own process, in one life to save time: it is asked to stop and started again (G32); killed after it
/// acknowledged writes (G1, G4); while it is away old versions are compacted (G11, G13) and a row is damaged (G35).
/// </summary>
internal sealed class ServerLife(KubeServer server, SwitchFile? switches, params string[] sabotages)
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Watch = $"{Maps}?watch=true&fieldSelector=metadata.name!=kube-root-ca.crt&resourceVersion=";
    private const string Ranges = "/api/v1/namespaces/default/limitranges";
    private const string Mark = "the text that is damaged";
    private const int Acknowledged = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private readonly List<Violation> _violations = [];
    private readonly List<(string Name, string Uid, long Revision)> _acknowledged = [];
    private long _old;
    private string _token = "";

    /// <summary>
    /// Lives through it all; the server has <c>--shutdown-delay-duration</c>, so that its readiness can be seen to end first.
    /// </summary>
    public async Task<IReadOnlyList<Violation>> RunAsync(CancellationToken cancellation)
    {
        // A store that commits late must not take what the other guarantees are judged by.
        switches?.Set([.. sabotages.Where(name => name != SabotageSwitch.WriteBehind)]);
        await server.StartAsync(cancellation);
        await StopAndResumeAsync(cancellation);
        await PrepareAsync(cancellation);
        switches?.Set(sabotages);
        await AcknowledgeAsync(cancellation);
        await server.KillAsync(cancellation);
        switches?.Set([.. sabotages.Where(name => name != SabotageSwitch.WriteBehind)]);
        await DamageAsync(cancellation);
        await server.StartAsync(cancellation);
        await JudgeAcknowledgedAsync(cancellation);
        await JudgeExpiryAsync(cancellation);
        await JudgeDamageAsync(cancellation);
        return _violations;
    }

    private void Expect(string id, bool holds, string evidence)
    {
        if (!holds)
        {
            _violations.Add(new Violation(id, evidence));
        }
    }

    private async Task<KubeResponse> CreateAsync(string name, CancellationToken cancellation) =>
        (await server.Client.PostAsync(Maps, GuaranteeScene.Body("ConfigMap", name, name), cancellation)).MustBe(201);

    /// <summary>G32: not ready before anything ends, watches end cleanly, and go on from where they were.</summary>
    private async Task StopAndResumeAsync(CancellationToken cancellation)
    {
        var from = (await CreateAsync("before-stop", cancellation)).Revision;
        using var watch = await server.Client.WatchAsync(Watch + from, cancellation);
        Signals.Send(server.Process, Signals.Terminate);
        await Eventually.HoldsAsync("the server isn't ready any more", _patience,
            async stop => !await server.IsReadyAsync(stop), cancellation);
        var last = from;
        try
        {
            last = (await CreateAsync("while-stopping", cancellation)).Revision;
            while (await watch.ReadAsync(cancellation) is { } watched)
            {
                Expect("G32", watched.Type == "ADDED" && watched.Revision == last, $"a watch of a stopping server got {watched}");
            }
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error) && !cancellation.IsCancellationRequested)
        {
            Expect("G32", false, $"between the end of readiness and the clean end of watches: {error.Message}");
        }

        await server.Process.WaitForExitAsync(cancellation);
        Expect("G32", server.Process.ExitCode == 0, $"a stop ended with exit code {server.Process.ExitCode}");
        await server.StartAsync(cancellation);
        using var resumed = await server.Client.WatchAsync(Watch + last, cancellation);
        var next = await CreateAsync("after-stop", cancellation);
        var first = await resumed.ReadAsync(cancellation);
        Expect("G32", first?.Type == "ADDED" && first.Revision == next.Revision, $"resumed from {last} and got {first}");
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        _old = (await CreateAsync("page-a", cancellation)).Revision;
        await CreateAsync("page-b", cancellation);
        var first = (await server.Client.GetAsync($"{Maps}?limit=2", cancellation)).MustBe(200);
        _token = Uri.EscapeDataString(first.Continue!);
        await CreateAsync("zz-after-the-first-page", cancellation);
        foreach (var (name, text) in new[] { ("bad", Mark), ("good", "sound") })
        {
            var body = $$$"""
                {"metadata":{"name":"{{{name}}}","annotations":{"text":"{{{text}}}"}},"spec":{"limits":[{"type":"Pod"}]}}
                """;
            (await server.Client.PostAsync(Ranges, body, cancellation)).MustBe(201);
        }
    }

    private async Task AcknowledgeAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < Acknowledged; i++)
        {
            var created = await CreateAsync($"acknowledged-{i}", cancellation);
            _acknowledged.Add(($"acknowledged-{i}", created.Json["metadata"]!["uid"]!.GetValue<string>(), created.Revision));
        }
    }

    /// <summary>Compacts the ConfigMaps, as housekeeping does after minutes, and changes a bit of a LimitRange.</summary>
    private async Task DamageAsync(CancellationToken cancellation)
    {
        var folder = Path.Combine(server.DataFolder, "store");
        await using (var store = SqliteRevisionStore.Open(folder, TimeProvider.System, NullLogger.Instance))
        {
            var maps = new CollectionId("root", "", "configmaps");
            var head = (await store.ListCollectionsAsync(cancellation)).Single(collection => collection.Id == maps).Head;
            await store.CompactAsync(maps, head, cancellation);
        }

        var file = Path.Combine(folder, "kubeapi.db");
        var bytes = await File.ReadAllBytesAsync(file, cancellation);
        var mark = Encoding.UTF8.GetBytes(Mark);
        Assert.True(bytes.AsSpan().IndexOf(mark) > 0, "The row isn't in the file.");
        for (int at; (at = bytes.AsSpan().IndexOf(mark)) > 0;)
        {
            bytes[at + 2] ^= 4; // a page may have been copied: every place
        }

        await File.WriteAllBytesAsync(file, bytes, cancellation);
    }

    /// <summary>G1 and G4: what was acknowledged before the kill is there, and what comes has higher revisions.</summary>
    private async Task JudgeAcknowledgedAsync(CancellationToken cancellation)
    {
        foreach (var (name, uid, revision) in _acknowledged)
        {
            var read = await server.Client.GetAsync($"{Maps}/{name}", cancellation);
            Expect("G1",
                read.IsSuccess && read.Revision == revision && read.Json["metadata"]!["uid"]!.GetValue<string>() == uid,
                $"{name} was acknowledged at {revision}: {GuaranteeScene.Short(read.Text)}");
        }

        var next = (await CreateAsync("after-kill", cancellation)).Revision;
        var highest = _acknowledged.Max(write => write.Revision);
        Expect("G4", next > highest, $"{highest} was seen before the kill, {next} came after it");
        var items = (await server.Client.GetAsync(Maps, cancellation)).MustBe(200).Items;
        var revisions = items.Select(item => item["metadata"]!["resourceVersion"]!.GetValue<string>()).ToList();
        Expect("G4", revisions.Distinct(StringComparer.Ordinal).Count() == revisions.Count, "one revision on two objects");
    }

    /// <summary>
    /// G11: compacted revisions are Expired, for a watch inside the stream. G13: a token of one too, with another to go on.
    /// </summary>
    private async Task JudgeExpiryAsync(CancellationToken cancellation)
    {
        var exact = await server.Client.GetAsync($"{Maps}?resourceVersion={_old}&resourceVersionMatch=Exact", cancellation);
        Expect("G11", exact is { Code: 410, Reason: "Expired" }, $"a list at {_old}: {exact.Code} {GuaranteeScene.Short(exact.Text)}");
        using (var watch = await server.Client.WatchAsync($"{Watch}{_old}&timeoutSeconds=1", cancellation))
        {
            var events = await watch.ReadToEndAsync(cancellation);
            Expect("G11",
                events is [{ Type: "ERROR" } error] && (int?)error.Object["code"] == 410 && (string?)error.Object["reason"] == "Expired",
                $"a watch from {_old}: {GuaranteeScene.Short(string.Join(", ", events))}");
        }

        var expired = await server.Client.GetAsync($"{Maps}?limit=500&continue={_token}", cancellation);
        Expect("G13", expired is { Code: 410, Reason: "Expired", Continue: not null },
            $"an old token: {expired.Code} {GuaranteeScene.Short(expired.Text)}");
        if (expired.Code == 410 && expired.Continue is { } fresh)
        {
            var rest = await server.Client.GetAsync($"{Maps}?limit=500&continue={Uri.EscapeDataString(fresh)}", cancellation);
            Expect("G13", rest.IsSuccess && rest.Names.Contains("zz-after-the-first-page"), $"the rest: {GuaranteeScene.Short(rest.Text)}");
        }
    }

    /// <summary>G35: a list with a damaged row fails and names it; the others are served.</summary>
    private async Task JudgeDamageAsync(CancellationToken cancellation)
    {
        var list = await server.Client.GetAsync(Ranges, cancellation);
        Expect("G35", list.Code == 500 && list.Message.Contains("/registry/limitranges/default/bad", StringComparison.Ordinal),
            $"a list with a damaged row: {list.Code} {GuaranteeScene.Short(list.Text)}");
        var bad = await server.Client.GetAsync($"{Ranges}/bad", cancellation);
        Expect("G35", bad.Code == 500, $"the damaged one: {bad.Code} {GuaranteeScene.Short(bad.Text)}");
        var good = await server.Client.GetAsync($"{Ranges}/good", cancellation);
        Expect("G35", good.IsSuccess, $"the one beside it: {good.Code} {GuaranteeScene.Short(good.Text)}");
    }
}
