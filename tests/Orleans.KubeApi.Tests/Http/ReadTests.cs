using System.IO.Compression;
using System.Text;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Options;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class ReadTests
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";
    private const string Table = "Accept: application/json;as=Table;v=v1;g=meta.k8s.io";

    [Fact]
    public async Task Get_Object_IsTheStoredBytes()
    {
        await using var front = Filled("d/a");
        var answer = await front.GetAsync(Maps + "/a");
        Assert.Equal(
            """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"d","resourceVersion":"101","labels":{}}"""
                + ""","data":{"a":"1"}}""" + "\n",
            answer.Text);
        Assert.Equal("application/json", answer.Headers.ContentType);
        Assert.Equal(answer.Bytes.Length, answer.Headers.ContentLength);
    }

    [Theory]
    [InlineData("?resourceVersion=0", 200)]
    [InlineData("?resourceVersion=101", 200)]
    [InlineData("?resourceVersion=abc", 500)]
    public async Task Get_ResourceVersion_FollowsTheMatrix(string query, int code)
    {
        await using var front = Filled("d/a");
        Assert.Equal(200, (await front.GetAsync(Maps + "/a")).Code);
        Assert.Equal(code, (await front.GetAsync(Maps + "/a" + query)).Code);
    }

    [Fact]
    public async Task List_Collection_SplicesItemsWithoutTypes()
    {
        await using var front = Filled("d/a", "d/b", "e/c");
        var answer = await front.GetAsync(Maps);
        Assert.StartsWith(
            """{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"103"},"items":[{"metadata":{"name":"a",""",
                answer.Text, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], answer.Names);
        Assert.Equal(["a", "b", "c"], (await front.GetAsync("/api/v1/configmaps")).Names);
        Assert.EndsWith("\"items\":[]}\n", (await front.GetAsync("/api/v1/namespaces/none/configmaps")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Pages_ComeFromOneSnapshot()
    {
        await using var front = Filled("d/a", "d/b", "d/c", "d/d", "d/e");
        var first = await front.GetAsync(Maps + "?limit=2");
        Assert.Equal(3, first.Json.Object("metadata")!.Integer("remainingItemCount"));
        var token = first.Json.Object("metadata")!.Text("continue")!;
        Assert.Equal($$"""{"v":"meta.k8s.io/v1","rv":105,"start":"b\u0000","t":{{front.Time.GetUtcNow().ToUnixTimeSeconds()}}}""",
            Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token)));

        front.Feed.Put("d/bb");
        front.Feed.Delete("d/d");
        Assert.Equal(5, (await front.GetAsync(Maps)).Names.Count());
        var second = await front.GetAsync($"{Maps}?limit=2&continue={token}");
        Assert.Equal(["c", "d"], second.Names);
        Assert.Equal("105", second.Json.Object("metadata")!.Text("resourceVersion"));
        var last = await front.GetAsync($"{Maps}?limit=2&continue={second.Json.Object("metadata")!.Text("continue")}");
        Assert.Equal(["e"], last.Names);
        Assert.Null(last.Json.Object("metadata")!.Text("continue"));
    }

    [Fact]
    public async Task List_ExpiredToken_OffersAnInconsistentOne()
    {
        await using var front = Filled("d/a", "d/b", "d/c");
        var old = ContinueToken.Encode("d", "d/a\0", 1);
        var answer = await front.GetAsync($"{Maps}?limit=1&continue={old}");
        Assert.Equal((410, "Expired"), (answer.Code, answer.Json.Text("reason")));
        var fresh = answer.Json.Object("metadata")!.Text("continue");
        Assert.Equal(["b", "c"], (await front.GetAsync($"{Maps}?continue={fresh}")).Names);
    }

    [Fact]
    public async Task List_OldToken_ExpiresThoughNothingChanged()
    {
        await using var front = new FrontEnd(new PipelineOptions { ContinueAge = TimeSpan.FromSeconds(10) });
        Array.ForEach(["d/a", "d/b", "d/c", "d/d"], k => front.Feed.Put(k));
        var first = await front.GetAsync($"{Maps}?limit=1");
        front.Time.Advance(TimeSpan.FromSeconds(6));
        var second = await front.GetAsync($"{Maps}?limit=1&continue={first.Json.Object("metadata")!.Text("continue")}");
        Assert.Equal(["b"], second.Names);
        front.Time.Advance(TimeSpan.FromSeconds(6));
        var third = await front.GetAsync($"{Maps}?limit=1&continue={second.Json.Object("metadata")!.Text("continue")}");
        Assert.Equal((410, "Expired"), (third.Code, third.Json.Text("reason")));
        var rest = await front.GetAsync($"{Maps}?continue={third.Json.Object("metadata")!.Text("continue")}");
        Assert.Equal(["c", "d"], rest.Names);
    }

    [Theory]
    [InlineData("limit=-1", 200, null)]
    [InlineData("limit=", 400, "strconv.ParseInt: parsing \"\": invalid syntax")]
    [InlineData("limit=abc", 400, "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("limit=99999999999999999999", 400, "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("timeoutSeconds=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("resourceVersion=abc", 400,
        "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("resourceVersion=-1", 400,
        "invalid resource version: resourceVersion: Invalid value: \"-1\": strconv.ParseUint: parsing \"-1\": invalid syntax")]
    [InlineData("resourceVersion=5&resourceVersionMatch=Exact", 410, "The resourceVersion for the provided list is too old.")]
    [InlineData("resourceVersion=103&resourceVersionMatch=Exact", 200, null)]
    [InlineData("resourceVersion=50&resourceVersionMatch=NotOlderThan", 200, null)]
    [InlineData("resourceVersion=5&limit=1", 410, "The resourceVersion for the provided list is too old.")]
    [InlineData("resourceVersionMatch=Exact", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless "
        + "resourceVersion is provided")]
    [InlineData("resourceVersion=5&resourceVersionMatch=Bogus", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Bogus\": supported "
        + "values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("resourceVersion=0&resourceVersionMatch=Exact", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for "
        + "resourceVersion \"0\"")]
    [InlineData("sendInitialEvents=true", 422,
        "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("fieldSelector=spec.foo%3Dbar", 400,
        "\"spec.foo\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("continue=x&resourceVersion=5", 400, "specifying resource version is not allowed when using continue")]
    [InlineData("continue=zzz", 400,
        "invalid continue token: continue key is not valid: invalid character 'Ï' looking for beginning of value")]
    [InlineData("continue=garbage", 400,
        "invalid continue token: continue key is not valid: invalid character '\\u0081' looking for beginning of value")]
    [InlineData("continue=bm90LWEtdG9rZW4", 400,
        "invalid continue token: continue key is not valid: invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("continue=***", 400, "invalid continue token: continue key is not valid: illegal base64 data at input byte 0")]
    [InlineData("continue=%20", 400, "invalid continue token: continue key is not valid: illegal base64 data at input byte 0")]
    [InlineData("continue=eyJ9%09", 400, "invalid continue token: continue key is not valid: illegal base64 data at input byte 4")]
    [InlineData("continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6IngiLCJzdGFydCI6ImEifQ", 400,
        "invalid continue token: continue key is not valid: json: cannot unmarshal string into Go struct field continueToken.rv of type "
        + "int64")]
    [InlineData("continue=W10", 400,
        "invalid continue token: continue key is not valid: json: cannot unmarshal array into Go value of type storage.continueToken")]
    [InlineData("fieldSelector=%3Dx", 400, "\"\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("continue=eyJ2IjoidjEifQ", 400,
        "invalid continue token: continue key is not valid: server does not recognize this encoded version v1")]
    public async Task List_Options_AnswerAsRecorded(string query, int code, string? message)
    {
        await using var front = Filled("d/a", "d/b", "d/c");
        Assert.Equal(200, (await front.GetAsync(Maps)).Code);
        var answer = await front.GetAsync($"{Maps}?{query}");
        Assert.Equal((code, message), (answer.Code, answer.Message));
    }

    [Theory]
    [InlineData("/api/v1/namespaces", "field label not supported: metadata.namespace")]
    [InlineData("/api/v1/nodes", "field label not supported: metadata.namespace")]
    [InlineData("/apis/certificates.k8s.io/v1/certificatesigningrequests", "field label not supported: metadata.namespace")]
    [InlineData("/apis/resource.k8s.io/v1/resourceslices", "field label not supported: metadata.namespace")]
    [InlineData("/api/v1/persistentvolumes", null)]
    public async Task List_NamespaceSelectorOfAClusterKind_IsRefusedByKindsWithOwnFields(string path, string? message)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync(path + "?fieldSelector=metadata.namespace%3Dx");
        Assert.Equal((message is null ? 200 : 400, message), (answer.Code, answer.Message));
    }

    [Theory]
    [InlineData("../../secrets/t/", "../../secrets/t/")]
    [InlineData("/abs", "/abs")]
    [InlineData("a/../b", "a/../b")]
    public void ContinueToken_LeavingItsRange_IsRefused(string start, string shown)
    {
        var refused = Assert.Throws<Orleans.KubeApi.Objects.StatusException>(() =>
            ContinueToken.Decode(ContinueToken.Encode("", start, 5)));
        Assert.Equal($"invalid continue token: continue key is not valid: {shown}", refused.Message);
    }

    [Fact]
    public async Task List_LimitFromCache_IsIgnored()
    {
        await using var front = Filled("d/a", "d/b", "d/c");
        Assert.Equal(3, (await front.GetAsync(Maps + "?limit=1&resourceVersion=0")).Names.Count());
    }

    [Fact]
    public async Task List_Selectors_FilterAndHideTheCount()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a", labels: """{"t":"x"}""");
        front.Feed.Put("d/b", labels: """{"t":"y"}""");
        front.Feed.Put("d/c", labels: """{"t":"x"}""");
        var page = await front.GetAsync(Maps + "?limit=1&labelSelector=t%3Dx");
        Assert.Equal(["a"], page.Names);
        Assert.False(page.Json.Object("metadata")!.Has("remainingItemCount"));
        Assert.Equal(["b", "c"], (await front.GetAsync(Maps + "?fieldSelector=metadata.name%21%3Da")).Names);
        Assert.Equal(["b"], (await front.GetAsync("/api/v1/configmaps?fieldSelector=metadata.name%3Db,metadata.namespace%3Dd")).Names);
        Assert.Equal(3, (await front.GetAsync(Maps + "?fieldSelector=%3D")).Names.Count());
    }

    [Fact]
    public async Task Get_Projections_KeepWhatTheyPromise()
    {
        await using var front = Filled("d/a");
        var meta = await front.GetAsync(Maps + "/a", "Accept: application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        Assert.Equal(
            """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","namesp"""
                + """ace":"d","resourceVersion":"101","labels":{}}}""" + "\n",
            meta.Text);
        var table = await front.GetAsync(Maps + "?includeObject=None", Table);
        Assert.Equal(
            """{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"101"},"columnDefinitions":[{"name":"Name"}]"""
                + ""","rows":[{"cells":["a"],"object":null}]}""" + "\n",
            table.Text);
        var row = (await front.GetAsync(Maps + "/a", Table)).Json.Array("rows")!.Items.Single();
        Assert.Contains("PartialObjectMetadata", row.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "Unable to convert to Table as requested: includeObject: Invalid value: \"X\": must be 'Metadata', 'Object', 'None', or empty",
            (await front.GetAsync(Maps + "?includeObject=X", Table)).Message);
        Assert.Equal(
            "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)",
            (await front.GetAsync(Maps, "Accept: application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")).Message);
        Assert.Equal(
            "configmaps \"no\" not found", (await front.GetAsync(Maps + "/no", Table)).Message);
    }

    [Fact]
    public async Task Answer_YamlAndPretty_AreRendered()
    {
        await using var front = Filled("d/a");
        var yaml = await front.GetAsync(Maps + "/a", "Accept: application/yaml");
        Assert.Equal("application/yaml", yaml.Headers.ContentType);
        Assert.Equal(
            "apiVersion: v1\ndata:\n  a: \"1\"\nkind: ConfigMap\nmetadata:\n  labels: {}\n  name: a\n  namespace: d\n  "
                + "resourceVersion: \"101\"\n", yaml.Text);
        Assert.Contains("\n  \"kind\": \"ConfigMap\",", (await front.GetAsync(Maps + "/a?pretty=true")).Text, StringComparison.Ordinal);
        Assert.Contains("\n  ", (await front.GetAsync(Maps, "User-Agent: curl/8")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n  ", (await front.GetAsync(Maps + "?pretty=0", "User-Agent: curl/8")).Text, StringComparison.Ordinal);
        var failed = await front.SendAsync("GET", Maps, token: "wrong", headers: "Accept: application/yaml");
        Assert.Equal("apiVersion: v1\ncode: 401\nkind: Status\nmessage: Unauthorized\nmetadata: {}\nreason: Unauthorized\nstatus: "
            + "Failure\n", failed.Text);
    }

    [Theory]
    [InlineData("application/json", ",\"items\":[]}\n")]
    [InlineData("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", ",\"items\":null}\n")]
    [InlineData("application/json;as=Table;g=meta.k8s.io;v=v1", ",\"rows\":[]}\n")]
    [InlineData("application/yaml;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "\nitems: null\n")]
    public async Task List_OfNothing_IsWhatGoMakesOfIt(string accept, string part)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync(Maps, $"Accept: {accept}");
        Assert.Contains(part, answer.Text, StringComparison.Ordinal);
        Assert.Equal(200, answer.Code);
    }

    [Theory]
    [InlineData("configmaps", "[]")]
    [InlineData("limitranges", "null")]
    public async Task Table_OfNothing_HasRowsIfThereIsAPrinter(string resource, string rows)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync($"/api/v1/{resource}", "Accept: application/json;as=Table;g=meta.k8s.io;v=v1");
        Assert.EndsWith($",\"rows\":{rows}}}\n", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_LargeBody_IsCompressedWhenAsked()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/big", $"\"data\":{{\"a\":\"{new string('x', 200_000)}\"}}");
        front.Feed.Put("d/small");
        foreach (var target in new[] { Maps, Maps + "/big" })
        {
            var plain = await front.GetAsync(target);
            var packed = await front.GetAsync(target, "Accept-Encoding: gzip");
            Assert.Equal("gzip", packed.Headers.ContentEncoding);
            using var unpack = new GZipStream(new MemoryStream(packed.Bytes), CompressionMode.Decompress);
            using var reader = new StreamReader(unpack);
            Assert.Equal(plain.Text, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        Assert.Empty((await front.GetAsync(Maps + "/small", "Accept-Encoding: gzip")).Headers.ContentEncoding.ToString());
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, gzip", true)]
    [InlineData("deflate,gzip;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip; q=0.00, identity", false)]
    [InlineData("x-gzip", false)]
    [InlineData("identity", false)]
    [InlineData("", false)]
    public async Task Answer_AcceptEncoding_IsReadAsAList(string header, bool packed)
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/big", $"\"data\":{{\"a\":\"{new string('x', 200_000)}\"}}");
        var answer = await front.GetAsync(Maps + "/big", $"Accept-Encoding: {header}");
        Assert.Equal(packed ? "gzip" : "", answer.Headers.ContentEncoding.ToString());
        Assert.Equal(packed ? "Accept-Encoding" : "", answer.Headers.Vary.ToString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    public async Task Answer_AtTheThreshold_IsNotCompressedYet(string accept)
    {
        var length = (await OfLimitAsync(int.MaxValue, accept)).Bytes.Length;
        Assert.Empty((await OfLimitAsync(length, accept)).Headers.ContentEncoding.ToString());
        Assert.Equal("gzip", (await OfLimitAsync(length - 1, accept)).Headers.ContentEncoding.ToString());
    }

    private static async Task<Answer> OfLimitAsync(int limit, string accept)
    {
        await using var front = new FrontEnd(new PipelineOptions { GzipFrom = limit });
        front.Feed.Put("d/one");
        return await front.GetAsync(Maps + "/one", $"Accept: {accept}\nAccept-Encoding: gzip");
    }

    [Fact]
    public async Task List_ManyItems_IsWholeAcrossFlushes()
    {
        await using var front = new FrontEnd(new PipelineOptions { FlushFrom = 300 });
        for (var i = 0; i < 50; i++)
        {
            front.Feed.Put($"d/item-{i:d3}");
        }

        Assert.Equal(50, (await front.GetAsync(Maps)).Names.Count());
        Assert.Contains("item-049", (await front.GetAsync(Maps + "/item-049")).Text, StringComparison.Ordinal);
    }

    private static FrontEnd Filled(params ReadOnlySpan<string> keys)
    {
        var front = new FrontEnd();
        foreach (var key in keys)
        {
            front.Feed.Put(key);
        }

        return front;
    }

    [Theory]
    [InlineData("tailLines=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("sinceTime=x", 400, "parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\"")]
    [InlineData("tailLines=-1&limitBytes=0", 422, "PodLogOptions \"x\" is invalid: [tailLines: Invalid value: -1: must be greater than or "
        + "equal to 0, limitBytes: Invalid value: 0: must be greater than 0]")]
    [InlineData("sinceSeconds=0", 422, "PodLogOptions \"x\" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("sinceSeconds=5&sinceTime=2026-01-02T03:04:05Z", 422,
        "PodLogOptions \"x\" is invalid: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified")]
    [InlineData("stream=Stdout", 422, "PodLogOptions \"x\" is invalid: stream: Forbidden: may not be specified")]
    public async Task Log_BadOptions_AreRefusedBeforeThePodIsLookedFor(string query, int code, string message)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync($"/api/v1/namespaces/d/pods/x/log?{query}");
        Assert.Equal((code, message), (answer.Code, answer.Message));
    }
}
