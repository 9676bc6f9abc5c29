using System.Text;
using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;
using static Orleans.KubeApi.ClusterTests.Support.Repeated;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>Bodies, names and tokens that are meant to do harm. Alone, since they measure what the server spends.</summary>
[Collection(MeasuredServerCollection.Name)]
public sealed class HostileInputTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    [Fact]
    public async Task S41_ScriptInNames_IsTextEverywhere()
    {
        const string script = "<script>alert(1)</script>";
        var name = Uri.EscapeDataString(script);
        using var user = new KubeHttp(Embedded.Server.Url, KubeServer.UserToken);
        foreach (var answer in new[]
        {
            await user.GetAsync($"/api/v1/namespaces/{name}/secrets", Cancellation, accept: "text/html,*/*"),
            await Client.GetAsync($"/api/v1/namespaces/d/pods/{name}", Cancellation),
            await Client.GetAsync($"{Objects}?labelSelector={name}", Cancellation),
            await Client.GetAsync($"{Objects}?fieldSelector={name}", Cancellation),
            await Client.PostAsync(Objects, Body(script, script), Cancellation),
            await Client.GetAsync($"/{name}", Cancellation),
        })
        {
            Assert.InRange(answer.Code, 400, 499);
            Assert.DoesNotContain("<script", answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("^(application/json|text/plain)", answer.ContentType);
        }

        Assert.Equal("nosniff", (await user.GetAsync($"/api/v1/namespaces/{name}/secrets", Cancellation)).Header("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("'; DROP TABLE object; --")]
    [InlineData("a' OR '1'='1")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("a\\")]
    [InlineData("$1")]
    [InlineData("\ud83d\ude00")]
    public async Task S42_SqlInNames_FindsNothingAndBreaksNothing(string text)
    {
        await CreateAsync("a");
        var name = Uri.EscapeDataString(text);
        foreach (var answer in new[]
        {
            await Client.GetAsync($"{Objects}/{name}", Cancellation),
            await Client.DeleteAsync($"{Objects}/{name}", Cancellation),
            await Client.PatchAsync($"{Objects}/{name}", "{}", KubeHttp.MergePatch, Cancellation),
            await Client.PostAsync(Objects, Body(text, "v"), Cancellation),
        })
        {
            Assert.InRange(answer.Code, 400, 499);
        }

        var filtered = await Client.GetAsync($"{Objects}?fieldSelector=metadata.name%3D{name}", Cancellation);
        Assert.True(filtered.Code == 400 || filtered.Names is [], filtered.Text);
        var elsewhere = await Client.GetAsync($"/api/v1/namespaces/{name}/configmaps", Cancellation);
        Assert.True(elsewhere.Code is >= 400 and < 500 || elsewhere.Names is [], elsewhere.Text);
        Assert.Contains("a", (await GetAsync("")).MustBe(200).Names);
    }

    [Fact]
    public async Task S44_ForgedContinueTokens_GiveOnlyWhatTheRequestMayHave()
    {
        for (var i = 0; i < 3; i++)
        {
            await CreateAsync($"m-{i}");
        }

        await Client.PostAsync($"/api/v1/namespaces/{Namespace}/secrets", """{"metadata":{"name":"treasure"}}""", Cancellation);
        var token = (await GetAsync("?limit=1")).MustBe(200).Continue!;
        using var user = new KubeHttp(Embedded.Server.Url, KubeServer.UserToken);
        (await user.GetAsync($"{Objects}?limit=1&continue={token}", Cancellation)).MustBe(403);

        foreach (var start in new[] { "../../secrets/", "../secrets/treasure\0", "/", "\0", $"../{Namespace}0/" })
        {
            var json = new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = await RevisionAsync(), ["start"] = start }.ToJsonString();
            var forged = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
            var answer = await GetAsync($"?limit=500&continue={forged}");
            Assert.True(
                answer.Code is 400 or 410
                || (answer.Code == 200 && answer.Names.All(n => n is "m-0" or "m-1" or "m-2" or "kube-root-ca.crt")),
                $"{start}: {answer.Text}");
            Assert.DoesNotContain("\"name\":\"treasure\"", answer.Text, StringComparison.Ordinal);
        }

        // A token of one resource used for another: its own objects at most.
        var other = await Client.GetAsync($"/api/v1/namespaces/{Namespace}/secrets?limit=1&continue={token}", Cancellation);
        Assert.DoesNotContain("ConfigMap\"", other.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"m-", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S45_BodyWithoutCredentials_IsRefusedBeforeItIsSent()
    {
        await using var connection = await RawConnection.OpenAsync(Embedded.Server.Url, http2: false, Cancellation);
        var answer = await connection.ExchangeAsync(
            $"POST {Objects} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n",
            TimeSpan.FromSeconds(4), Cancellation);
        Assert.Matches("^HTTP/1.1 40[13] ", answer);
    }

    private static readonly Dictionary<string, (string How, string Text, int[] Codes)> _bombs = new()
    {
        ["json depth"] = ("POST", $$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"},"y":{{Deep(10_001)}}}""", [400]),
        ["json depth unclosed"] = ("POST", new string('[', 1_400_000), [400]),
        ["json depth allowed"] = ("POST", $$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{},"y":{{Deep(9_990)}}}""", [422]),
        ["json many keys"] = ("POST", "{\"data\":{" + Join(200_000, i => $"\"k{i}\":\"\"") + "}}", [422, 413, 400]),
        ["json many numbers"] = ("POST", "{\"y\":[" + Join(1_400_000, _ => "1") + "]}", [422, 413]),
        ["yaml depth"] = ("YAML", "a: " + Deep(20_000), [400]),
        ["yaml depth allowed"] = ("YAML", "a: " + Deep(5_000), [422]),
        ["yaml wide and deep"] = ("YAML", "a: " + new string('[', 9_000) + Join(90_000, _ => "1"), [400]),
        ["yaml blocks"] = ("YAML", string.Concat(Enumerable.Range(0, 1200).Select(i => new string(' ', i) + "a:\n")), [400, 422]),
        ["yaml laughs"] = ("YAML", Laughs(), [400]),
        ["yaml long text repeated"] = ("YAML", $"a: &a {new string('x', 1_000_000)}\nb: [{Join(90_000, _ => "*a")}]\n", [400]),
        ["yaml many keys"] = ("YAML", "data:\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"  k{i}: a\n")), [400, 422]),
        ["yaml long line"] = ("YAML", "a: " + new string('x', 3_000_000), [422, 413]),
        ["yaml quotes"] = ("YAML", "a: \"" + Join(700_000, _ => "\\n") + "\"", [400, 422]),
        ["json patch operations"] = ("JSONPATCH", "[" + Join(10_001, _ => """{"op":"add","path":"/data/a","value":"x"}""") + "]", [413]),
        ["json patch copies"] = (
            "JSONPATCH",
            "[" + Join(40, i => $$"""{"op":"copy","from":"/data","path":"/data/b{{i}}"}""") + "]", [422]),
        ["json patch moves"] = (
            "JSONPATCH",
            $$"""[{"op":"add","path":"/a","value":[{{Join(200_000, _ => "{}")}}]},"""
                + Join(9_900, i => i % 2 == 0 ? Move("/a", "/b") : Move("/b", "/a")) + "]", [422, 413]),
        ["json patch front of a list"] = (
            "JSONPATCH",
            $$"""[{"op":"add","path":"/a","value":[{{Join(200_000, _ => "1")}}]},"""
                + Join(9_900, _ => """{"op":"add","path":"/a/0"}""") + "]", [422, 413]),
        ["json patch removals"] = (
            "JSONPATCH",
            "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{" + Join(100_000, i => $"\"k{i}\":\"\"") + "}},"
                + Join(9_900, i => $$"""{"op":"remove","path":"/data/k{{i}}"}""") + "]", [200, 413, 422]),
        ["merge patch depth"] = ("MERGE", Deep(12_000, "{\"a\":", "}"), [400]),
        ["merge patch depth allowed"] = ("MERGE", Deep(9_900, "{\"a\":", "}"), [200]),
        ["strategic patch depth allowed"] = ("STRATEGIC", Deep(9_900, "{\"a\":", "}"), [200]),
        ["apply depth"] = ("APPLY", Deep(12_000, "{\"a\":", "}"), [400]),
        ["quantity digits"] = ("POD", new string('9', 100_000), [201]),
        ["quantity zeros"] = ("POD", "1" + new string('0', 100_000), [201]),
        ["quantity exponent"] = ("POD", "1e999999999", [201, 400, 422]),
        ["quantity exponents"] = ("POD", "1E" + new string('9', 10_000), [400]),
        ["quantity small"] = ("POD", "0." + new string('0', 100_000) + "1", [201, 422]),
        ["quantity binary"] = ("POD", new string('9', 100_000) + "Ei", [201]),
        ["label selector"] = ("LIST", "labelSelector=" + string.Join(',', Enumerable.Range(0, 8_000).Select(i => $"a{i}")), [200, 400]),
        ["label set"] = ("LIST", "labelSelector=a+in+(" + string.Join(',', Enumerable.Range(0, 8_000)) + ")", [200, 400]),
        ["field selector"] = ("LIST", "fieldSelector=" + string.Join(',', Enumerable.Repeat("metadata.name%3Da", 3_000)), [200, 400]),
    };

    public static TheoryData<string> Bombs => [.. _bombs.Keys];

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task S22_Bomb_CostsLittleAndIsAnswered(string what)
    {
        var (how, text, codes) = _bombs[what];
        await CreateAsync("fixed", "v");
        await Spending.IsSmallAsync(Embedded.Server, what, () => SendAsync(how, text), codes);
        (await GetAsync("/fixed")).MustBe(200);
    }

    [Fact]
    public async Task S22_FiftyBombsAtOnce_LeaveOthersTheirTime()
    {
        await CreateAsync("fixed", "v");
        string[] kinds =
            ["yaml laughs", "yaml depth allowed", "json patch moves", "json patch removals", "json many keys", "quantity digits"];
        var bombs = kinds.Select(k => _bombs[k]).ToList();
        var attack = Enumerable.Range(0, 50).Select(i => SendAsync(bombs[i % bombs.Count].How, bombs[i % bombs.Count].Text)).ToList();
        var waits = new List<TimeSpan>();
        while (!attack.TrueForAll(a => a.IsCompleted) || waits.Count < 20)
        {
            var started = TimeProvider.System.GetTimestamp();
            (await GetAsync("/fixed")).MustBe(200);
            waits.Add(TimeProvider.System.GetElapsedTime(started));
        }

        await Task.WhenAll(attack);
        waits.Sort();
        Assert.InRange(waits[(int)(waits.Count * 0.99) - 1], TimeSpan.Zero, TimeSpan.FromSeconds(3)); // a second, on a machine of one's own
    }

    private Task<KubeResponse> SendAsync(string how, string text)
    {
        const string owner = "?fieldManager=m";
        return how switch
        {
            "POST" => Client.PostAsync(Objects, text, Cancellation),
            "YAML" => Client.SendAsync(HttpMethod.Post, Objects, text, "application/yaml", Cancellation),
            "JSONPATCH" => Client.PatchAsync($"{Objects}/fixed", text, KubeHttp.JsonPatch, Cancellation),
            "MERGE" => Client.PatchAsync($"{Objects}/fixed", text, KubeHttp.MergePatch, Cancellation),
            "STRATEGIC" => Client.PatchAsync($"{Objects}/fixed", text, KubeHttp.StrategicPatch, Cancellation),
            "APPLY" => Client.PatchAsync($"{Objects}/fixed{owner}", text, KubeHttp.ApplyPatch, Cancellation),
            "LIST" => GetAsync("?" + text),
            _ => Client.PostAsync($"/api/v1/namespaces/{Namespace}/pods?dryRun=All",
                $$$$"""
                {"metadata":{"name":"q"},"spec":{"automountServiceAccountToken":false,"containers":[{"name":"c","image":"i",
                "resources":{"limits":{"cpu":"{{{{text}}}}"}}}]}}
                """, Cancellation),
        };
    }

    private static string Move(string from, string to) => $$"""{"op":"move","from":"{{from}}","path":"{{to}}"}""";

    private static string Deep(int depth, string open = "[", string close = "]") =>
        new StringBuilder().Insert(0, open, depth).Append('1').Insert(open.Length * depth + 1, close, depth).ToString();

    private static string Laughs() => "a: &a [\"w\",\"w\",\"w\",\"w\",\"w\",\"w\",\"w\",\"w\",\"w\"]\n" + string.Concat(
        Enumerable.Range(1, 8).Select(i => $"{(char)('a' + i)}: &{(char)('a' + i)} [{Join(9, _ => $"*{(char)('a' + i - 1)}")}]\n"));
}
