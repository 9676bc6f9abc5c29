using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Hosting.Sabotaging;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>What writes promise beyond the order that a history shows.</summary>
internal static class WriteChecks
{
    private const int Writers = 8;
    private const int Increments = 4;
    private const int Racers = 12;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(25);

    /// <summary>A refused write leaves nothing, however late it is refused; one that is done leaves all that belongs to it.</summary>
    public static async Task IsAtomicAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var space = await scene.NewNamespaceAsync(cancellation);
        var maps = $"/api/v1/namespaces/{space}/configmaps";
        (await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "a", "1"), cancellation)).MustBe(201);
        var before = (await scene.Client.GetAsync($"{maps}/a", cancellation)).MustBe(200);
        const string patch = """[{"op":"replace","path":"/data/v","value":"2"},{"op":"test","path":"/data/v","value":"other"}]""";
        var refused = await scene.Client.PatchAsync($"{maps}/a", patch, KubeHttp.JsonPatch, cancellation);
        scene.ExpectRefusal(refused, 422, "Invalid", "a JSON patch whose last operation fails");
        var after = (await scene.Client.GetAsync($"{maps}/a", cancellation)).MustBe(200);
        scene.Expect(before.Text == after.Text, $"a refused patch left {after.Text}");

        var services = $"/api/v1/namespaces/{space}/services";
        const string ports = """{"metadata":{"name":"s"},"spec":{"ports":[{"port":80}]}}""";
        var service = (await scene.Client.PostAsync(services, ports, cancellation)).MustBe(201);
        var address = service.Json["spec"]!["clusterIP"]!.GetValue<string>();
        var held = await AddressesAsync(scene, cancellation);
        scene.Expect(held.Contains(address), $"the service has {address}, but no IPAddress of that name holds it");
        scene.ExpectRefusal(await scene.Client.PostAsync(services, ports, cancellation), 409, "AlreadyExists", "the same service again");
        var later = await AddressesAsync(scene, cancellation);
        scene.Expect(held.SequenceEqual(later), $"a refused service left {string.Join(", ", later.Except(held))}");
    }

    /// <summary>A write that changes nothing keeps the resourceVersion, and no watch hears of it.</summary>
    public static async Task NoOpWritesNothingAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        var created = (await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "a", "1"), cancellation)).MustBe(201);
        const string ours = "fieldSelector=metadata.name!=kube-root-ca.crt";
        using var watch = await scene.Client.WatchAsync($"{maps}?watch=true&resourceVersion={created.Revision}&{ours}", cancellation);
        var put = (await scene.Client.PutAsync($"{maps}/a", created.Text, cancellation)).MustBe(200);
        scene.Expect(put.Revision == created.Revision, $"PUT of the same body: {created.Revision} became {put.Revision}");
        var patch = (await scene.Client.PatchAsync($"{maps}/a", """{"data":{"v":"1"}}""", KubeHttp.MergePatch, cancellation)).MustBe(200);
        scene.Expect(patch.Revision == put.Revision, $"a patch to the same value: {put.Revision} became {patch.Revision}");
        (await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "marker"), cancellation)).MustBe(201);
        var events = await watch.ReadUntilAsync(watched => watched.Name == "marker", cancellation);
        scene.Expect(events.Count == 1, $"events of writes that changed nothing: {string.Join(", ", events)}");
    }

    /// <summary>Writers that increment a counter by its resourceVersion: it ends at the number of those that were told so.</summary>
    public static async Task CounterIsExactAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        (await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "counter", "0"), cancellation)).MustBe(201);
        var done = 0;

        async Task IncrementAsync(int _)
        {
            for (var i = 0; i < Increments; i++)
            {
                var read = (await scene.Client.GetAsync($"{maps}/counter", cancellation)).MustBe(200);
                var body = GuaranteeScene.Body("ConfigMap", "counter", $"{ValueOf(read) + 1}", $"{read.Revision}");
                var put = await scene.Client.PutAsync($"{maps}/counter", body, cancellation);
                if (put.IsSuccess || scene.ExpectRefusal(put, 409, "Conflict", "an increment that came too late"))
                {
                    Interlocked.Add(ref done, put.IsSuccess ? 1 : 0);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(IncrementAsync));
        var final = ValueOf((await scene.Client.GetAsync($"{maps}/counter", cancellation)).MustBe(200));
        scene.Expect(final == done, $"{done} increments were acknowledged, the counter is at {final}");
    }

    /// <summary>Of all that create one name at once exactly one is told that it did.</summary>
    public static async Task CreatesOnceAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        var answers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(
            racer => scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "one", $"{racer}"), cancellation)));
        scene.Expect(answers.Count(answer => answer.Code == 201) == 1, $"{answers.Count(answer => answer.Code == 201)} creators won");
        foreach (var loser in answers.Where(answer => answer.Code != 201))
        {
            scene.ExpectRefusal(loser, 409, "AlreadyExists", "a creator that came too late");
        }

        var winner = answers.First(answer => answer.Code == 201);
        var stored = (await scene.Client.GetAsync($"{maps}/one", cancellation)).MustBe(200);
        scene.Expect(stored.Text == winner.Text, $"the winner was told {winner.Text}, but there is {stored.Text}");
    }

    /// <summary>A wrong uid or resourceVersion in a DELETE or PUT is a 409 that leaves the object as it is.</summary>
    public static async Task PreconditionsHoldAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        var created = (await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "a", "1"), cancellation)).MustBe(201);
        var wrongUid = created.Json.DeepClone();
        wrongUid["metadata"]!["uid"] = "11111111-1111-1111-1111-111111111111";
        wrongUid["data"]!["v"] = "2";
        var stale = GuaranteeScene.Body("ConfigMap", "a", "2", $"{created.Revision - 1}");
        scene.ExpectRefusal(await scene.Client.PutAsync($"{maps}/a", wrongUid.ToJsonString(), cancellation), 409, "Conflict", "PUT, uid");
        scene.ExpectRefusal(await scene.Client.PutAsync($"{maps}/a", stale, cancellation), 409, "Conflict", "PUT, resourceVersion");
        foreach (var wrong in new[] { """{"uid":"other"}""", $$"""{"resourceVersion":"{{created.Revision - 1}}"}""" })
        {
            var options = $$$"""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{{{wrong}}}}""";
            var answer = await scene.Client.DeleteAsync($"{maps}/a", cancellation, options);
            scene.ExpectRefusal(answer, 409, "Conflict", $"DELETE if {wrong}");
        }

        var after = await scene.Client.GetAsync($"{maps}/a", cancellation);
        scene.Expect(after.Text == created.Text, $"refused writes left {after.Text}");
    }

    /// <summary>
    /// A call ends with 504 when its time is over, whatever it waits for: a write, its own body, a revision. (Without the parameter the
    /// time is 60 s.)
    /// </summary>
    public static async Task DeadlinesHoldAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var maps = $"/api/v1/namespaces/{await scene.NewNamespaceAsync(cancellation)}/configmaps";
        scene.Weather(SabotageSwitch.SlowWrite);
        var future = (await scene.Client.GetAsync(maps, cancellation)).MustBe(200).Revision + 1_000_000;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        (string What, Func<CancellationToken, Task<KubeResponse>> Call)[] calls =
        [
            ("a write that takes long", limit =>
                scene.Client.PostAsync($"{maps}?timeout=1s", GuaranteeScene.Body("ConfigMap", "late"), limit)),
            ("a body that doesn't come", limit =>
                scene.Client.SendAsync(HttpMethod.Post, $"{maps}?timeout=1s", new HeldBody(end.Token), limit)),
            ("a list of a future revision", limit => scene.Client.GetAsync($"{maps}?timeout=1s&resourceVersion={future}", limit)),
            ("an object of a future revision", limit =>
                scene.Client.GetAsync($"{maps}/kube-root-ca.crt?timeout=1s&resourceVersion={future}", limit)),
        ];

        async Task JudgeAsync((string What, Func<CancellationToken, Task<KubeResponse>> Call) call)
        {
            if (await scene.WithinAsync(2.5, call.What, call.Call, cancellation) is { } answer)
            {
                scene.ExpectRefusal(answer, 504, "Timeout", call.What);
            }
        }

        await Task.WhenAll(calls.Select(JudgeAsync));
        await end.CancelAsync();
        var late = await scene.Client.GetAsync($"{maps}/late", cancellation);
        scene.Expect(late.Code == 404, $"what timed out before it began was written: {late.Text}");
    }

    /// <summary>What has finalizers stays until they are gone; a namespace that ends takes nothing new and ends last.</summary>
    public static async Task FinalizersComeFirstAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var space = await scene.NewNamespaceAsync(cancellation);
        var (path, maps) = ($"/api/v1/namespaces/{space}", $"/api/v1/namespaces/{space}/configmaps");
        const string body = """{"metadata":{"name":"held","finalizers":["example.com/hold"]}}""";
        (await scene.Client.PostAsync(maps, body, cancellation)).MustBe(201);
        (await scene.Client.DeleteAsync($"{maps}/held", cancellation)).MustBe(200);
        var held = await scene.Client.GetAsync($"{maps}/held", cancellation);
        scene.Expect(held.IsSuccess && held.Json["metadata"]!["deletionTimestamp"] is not null, $"not held by its finalizer: {held.Text}");

        (await scene.Client.DeleteAsync(path, cancellation)).MustBe(200);
        var refused = await scene.Client.PostAsync(maps, GuaranteeScene.Body("ConfigMap", "new"), cancellation);
        if (held.IsSuccess && scene.ExpectRefusal(refused, 403, "Forbidden", "a create in a namespace that ends"))
        {
            var causes = refused.Json["details"]?["causes"]?.AsArray().Select(cause => (string?)cause!["reason"]) ?? [];
            scene.Expect(causes.Contains("NamespaceTerminating"), $"no cause NamespaceTerminating: {refused.Text}");
            scene.Expect((await scene.Client.GetAsync(path, cancellation)).IsSuccess, "the namespace ended before what is in it");
            (await scene.Client.PatchAsync($"{maps}/held", """{"metadata":{"finalizers":null}}""", KubeHttp.MergePatch, cancellation))
                .MustBe(200);
            scene.Expect((await scene.Client.GetAsync($"{maps}/held", cancellation)).Code == 404, "there though no finalizer holds it");
            await Eventually.HoldsAsync("the namespace is gone", _patience,
                async stop => (await scene.Client.GetAsync(path, stop)).Code == 404, cancellation);
        }
    }

    private static int ValueOf(KubeResponse map) => int.Parse(map.Json["data"]!["v"]!.GetValue<string>());

    private static async Task<List<string>> AddressesAsync(GuaranteeScene scene, CancellationToken cancellation) =>
        [.. (await scene.Client.GetAsync("/apis/networking.k8s.io/v1/ipaddresses", cancellation)).MustBe(200).Names];
}
