using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>What people do with kubectl all day, done by stock kubectl.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class KubectlTests(EmbeddedServer embedded) : KubectlScenarios(embedded)
{
    [Fact]
    public async Task Version_AsksTheServer()
    {
        var version = JsonNode.Parse(await RunAsync("version", "-o", "json"))!;
        Assert.StartsWith("v1.", version["serverVersion"]!["gitVersion"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiResources_ListsBuiltInTypes()
    {
        var names = await RunAsync("api-resources", "-o", "name");
        Assert.Contains("deployments.apps", Lines(names));
        Assert.Contains("configmaps", Lines(names));
        var shortNames = await RunAsync("api-resources", "--api-group=apps");
        Assert.Contains("deploy", shortNames, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_NestedField_ShowsItsFields()
    {
        var text = await RunAsync("explain", "pod.spec.containers");
        Assert.Contains("image", text, StringComparison.Ordinal);
        Assert.Contains("-required-", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ConfigMap_SaysCreatedOnceAndRefusesTheSecond()
    {
        Assert.Equal("configmap/a created", (await CreateAsync("a", "k=v")).Trim());
        var again = await TryAsync("create", "configmap", "a");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("""configmaps "a" already exists""", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_Twice_SaysUnchanged()
    {
        var file = Tool.Folder.Write("web.yaml", Manifests.TwoContainers);
        Assert.Equal("deployment.apps/web created", (await RunAsync("apply", "-f", file)).Trim());
        Assert.Equal("deployment.apps/web unchanged", (await RunAsync("apply", "-f", file)).Trim());
    }

    [Fact]
    public async Task Apply_WithoutOneContainer_RemovesIt()
    {
        await ApplyAsync(Manifests.TwoContainers);
        Assert.Equal("deployment.apps/web configured", (await ApplyAsync(Manifests.OneContainer)).Trim());
        Assert.Equal("front", await GetAsync("deployment/web", "{.spec.template.spec.containers[*].name}"));
        Assert.Equal("3", await GetAsync("deployment/web", "{.spec.replicas}"));
        Assert.Equal("2", await GetAsync("deployment/web", "{.metadata.generation}"));
    }

    [Fact]
    public async Task Apply_ServerSide_ReportsConflictOfManagers()
    {
        var file = Tool.Folder.Write("web.yaml", Manifests.TwoContainers);
        await RunAsync("apply", "--server-side", "--field-manager=one", "-f", file);
        var other = Tool.Folder.Write("other.yaml", Manifests.OneContainer);
        var refused = await TryAsync("apply", "--server-side", "--field-manager=two", "-f", other);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("conflict", refused.Error, StringComparison.Ordinal);
        await RunAsync("apply", "--server-side", "--field-manager=two", "--force-conflicts", "-f", other);
        Assert.Equal("3", await GetAsync("deployment/web", "{.spec.replicas}"));
    }

    [Fact]
    public async Task Apply_StrictWithUnknownField_IsRefused()
    {
        var file = Tool.Folder.Write("bad.yaml", Manifests.UnknownField);
        var refused = await TryAsync("apply", "--validate=strict", "-f", file);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("""unknown field "spec.replicaz""", refused.Error, StringComparison.Ordinal);
        Assert.Equal("", await RunAsync("get", "deployments", "-o", "name"));
    }

    [Fact]
    public async Task Apply_WarnWithUnknownField_StoresTheRestAndWarns()
    {
        var file = Tool.Folder.Write("bad.yaml", Manifests.UnknownField);
        var warned = await TryAsync("apply", "--validate=warn", "-f", file);
        Assert.Equal(0, warned.ExitCode);
        Assert.Contains("""unknown field "spec.replicaz""", warned.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Wide_PrintsTheTypesOwnColumns()
    {
        await ApplyAsync(Manifests.TwoContainers);
        var lines = Lines(await RunAsync("get", "deployments", "-o", "wide"));
        Assert.Matches("^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR", lines[0]);
        Assert.Matches("^web +0/2 .*front,side .*app=web", lines[1]);
    }

    [Theory]
    [InlineData("yaml", "kind: ConfigMap")]
    [InlineData("json", "\"kind\": \"ConfigMap\"")]
    [InlineData("name", "configmap/a")]
    public async Task Get_Output_HasTheForm(string form, string expected)
    {
        await CreateAsync("a", "k=v");
        Assert.Contains(expected, await RunAsync("get", "configmap", "a", "-o", form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AllNamespacesInChunks_IsInKeyOrder()
    {
        var other = await Embedded.NewNamespaceAsync(Cancellation);
        foreach (var name in new[] { "a", "b" })
        {
            await CreateAsync(name, "k=v");
            await RunAsync("create", "configmap", name, $"--namespace={other}");
        }

        await RunAsync("label", "configmaps", "a", "b", $"chunk={Space}");
        await RunAsync("label", "configmaps", "a", "b", $"chunk={Space}", $"--namespace={other}");

        // Few objects: kubectl allows itself five requests a second.
        var lines = Lines(await RunAsync("get", "configmaps", "-A", "-l", $"chunk={Space}", "--no-headers", "--chunk-size=1"));
        var keys = lines.Select(line => string.Join('/', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2))).ToList();
        Assert.Equal(4, keys.Count);
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.Contains($"{Space}/b", keys);
    }

    [Fact]
    public async Task Get_SortBy_Sorts()
    {
        await CreateAsync("a", "k=2");
        await CreateAsync("b", "k=1");
        var names =
            await RunAsync("get", "configmaps", "-o", "name", "--sort-by=.data.k", "--field-selector=metadata.name!=kube-root-ca.crt");
        Assert.Equal(["configmap/b", "configmap/a"], Lines(names));
    }

    [Fact]
    public async Task Get_Selectors_Select()
    {
        await CreateAsync("a", "k=v");
        await CreateAsync("b", "k=v");
        await RunAsync("label", "configmap", "a", "tier=x");
        Assert.Equal(["configmap/a"], Lines(await RunAsync("get", "configmaps", "-l", "tier=x", "-o", "name")));
        Assert.Equal(["configmap/b"], Lines(await RunAsync("get", "configmaps", "--field-selector=metadata.name=b", "-o", "name")));
        var unknown = await TryAsync("get", "configmaps", "--field-selector=spec.foo=1");
        Assert.NotEqual(0, unknown.ExitCode);
    }

    [Fact]
    public async Task Get_Watch_PrintsOneHeaderAndEveryChange()
    {
        await CreateAsync("a", "k=v");
        using var watch = Tool.Start(
            ["get", "configmaps", "-w", "--output-watch-events", "--field-selector=metadata.name=a"],
            new Dictionary<string, string>(StringComparer.Ordinal));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            Assert.Matches("^EVENT +NAME +DATA +AGE", await watch.StandardOutput.ReadLineAsync(limit.Token));
            Assert.Matches("^ADDED +a +1 ", await watch.StandardOutput.ReadLineAsync(limit.Token));
            await RunAsync("patch", "configmap", "a", "--type=merge", "-p", """{"data":{"more":"1"}}""");
            Assert.Matches("^MODIFIED +a +2 ", await watch.StandardOutput.ReadLineAsync(limit.Token));
            await RunAsync("delete", "configmap", "a");
            Assert.Matches("^DELETED +a +2 ", await watch.StandardOutput.ReadLineAsync(limit.Token));
        }
        finally
        {
            watch.Kill();
        }
    }

    [Fact]
    public async Task Label_Twice_ChangesOnce()
    {
        await CreateAsync("a", "k=v");
        Assert.Equal("configmap/a labeled", (await RunAsync("label", "configmap", "a", "x=y")).Trim());
        var revision = await GetAsync("configmap/a", "{.metadata.resourceVersion}");
        Assert.Contains("not labeled", await RunAsync("label", "configmap", "a", "x=y"), StringComparison.Ordinal);
        Assert.Equal(revision, await GetAsync("configmap/a", "{.metadata.resourceVersion}"));
        Assert.Equal("configmap/a unlabeled", (await RunAsync("label", "configmap", "a", "x-")).Trim());
    }

    [Fact]
    public async Task Annotate_ThenRemove_LeavesNothing()
    {
        await CreateAsync("a", "k=v");
        await RunAsync("annotate", "configmap", "a", "note=hello");
        Assert.Equal("hello", await GetAsync("configmap/a", "{.metadata.annotations.note}"));
        await RunAsync("annotate", "configmap", "a", "note-");
        Assert.Equal("", await GetAsync("configmap/a", "{.metadata.annotations.note}"));
    }

    [Fact]
    public async Task Edit_WithScriptedEditor_StoresTheChange()
    {
        await CreateAsync("a", "k=before");
        var editor = Tool.Folder.Write("editor.sh", "#!/bin/sh\nsed -i 's/before/after/' \"$1\"\n");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBE_EDITOR"] = $"sh {editor}" };
        var edited = await Tool.TryAsync(environment, Cancellation, "edit", "configmap", "a");
        Assert.True(edited.ExitCode == 0, edited.Error);
        Assert.Equal("after", await GetAsync("configmap/a", "{.data.k}"));
    }

    [Theory]
    [InlineData("strategic", """{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"registry.example/side:9"}]}}}}""")]
    [InlineData("json", """[{"op":"replace","path":"/spec/template/spec/containers/1/image","value":"registry.example/side:9"}]""")]
    [InlineData("merge", """
        {"spec":{"template":{"spec":{"containers":[
          {"name":"front","image":"registry.example/front:1"},{"name":"side","image":"registry.example/side:9"}]}}}}
        """)]
    public async Task Patch_OfEachType_ChangesOneImage(string type, string patch)
    {
        await ApplyAsync(Manifests.TwoContainers);
        await RunAsync("patch", "deployment", "web", $"--type={type}", "-p", patch);
        Assert.Equal(
            "registry.example/front:1 registry.example/side:9",
            await GetAsync("deployment/web", "{.spec.template.spec.containers[*].image}"));
    }

    [Fact]
    public async Task Replace_FromGet_KeepsUid()
    {
        await CreateAsync("a", "k=before");
        var uid = await GetAsync("configmap/a", "{.metadata.uid}");
        var yaml = await RunAsync("get", "configmap", "a", "-o", "yaml");
        var file = Tool.Folder.Write("a.yaml", yaml.Replace("before", "after", StringComparison.Ordinal));
        Assert.Equal("configmap/a replaced", (await RunAsync("replace", "-f", file)).Trim());
        Assert.Equal($"{uid} after", await GetAsync("configmap/a", "{.metadata.uid} {.data.k}"));
        var stale = await TryAsync("replace", "-f", file);
        Assert.Contains("the object has been modified", stale.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scale_Deployment_ChangesReplicas()
    {
        await ApplyAsync(Manifests.TwoContainers);
        Assert.Equal("deployment.apps/web scaled", (await RunAsync("scale", "deployment", "web", "--replicas=5")).Trim());
        Assert.Equal("5", await GetAsync("deployment/web", "{.spec.replicas}"));
    }

    [Fact]
    public async Task WaitForDelete_ReturnsWhenTheObjectIsGone()
    {
        await CreateAsync("a", "k=v");
        var waiting = RunAsync("wait", "--for=delete", "configmap/a", "--timeout=20s");
        await RunAsync("delete", "configmap", "a");
        await waiting;
        Assert.Equal(1, (await TryAsync("get", "configmap", "a")).ExitCode);
    }

    [Fact]
    public async Task Wait_ForJsonPath_ReturnsWhenItHolds()
    {
        await CreateAsync("a", "k=v");
        var waiting = RunAsync("wait", "--for=jsonpath={.data.k}=w", "configmap/a", "--timeout=20s");
        await RunAsync("patch", "configmap", "a", "--type=merge", "-p", """{"data":{"k":"w"}}""");
        Assert.Contains("condition met", await waiting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_OneByLabelAndAll_RemovesWhatWasNamed()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            await CreateAsync(name, "k=v");
        }

        await RunAsync("label", "configmap", "b", "x=y");
        Assert.Equal("""configmap "a" deleted""", (await RunAsync("delete", "configmap", "a")).Trim());
        Assert.Equal("""configmap "b" deleted""", (await RunAsync("delete", "configmap", "-l", "x=y")).Trim());
        await RunAsync("delete", "configmap", "--all");
        Assert.Equal("", await RunAsync("get", "configmaps", "-o", "name", "--field-selector=metadata.name!=kube-root-ca.crt"));
    }

    [Fact]
    public async Task Delete_Pod_IsGoneAtOnceWhenUnscheduled()
    {
        await ApplyAsync(Manifests.Pod);
        Assert.Equal("Pending", await GetAsync("pod/solo", "{.status.phase}"));
        await RunAsync("delete", "pod", "solo");
        Assert.Equal(1, (await TryAsync("get", "pod", "solo")).ExitCode);
    }

    [Fact]
    public async Task Diff_ShowsTheChangeAndStoresNothing()
    {
        await ApplyAsync(Manifests.TwoContainers);
        var file = Tool.Folder.Write("one.yaml", Manifests.OneContainer);
        var diff = await TryAsync("diff", "-f", file);
        Assert.True(diff.ExitCode == 1, diff.Error);
        Assert.Contains("+  replicas: 3", diff.Output, StringComparison.Ordinal);
        Assert.Contains("-      - image: registry.example/side:1", diff.Output, StringComparison.Ordinal);
        Assert.Equal("2", await GetAsync("deployment/web", "{.spec.replicas}"));
    }

    [Fact]
    public async Task DryRun_OnServer_StoresNothing()
    {
        var file = Tool.Folder.Write("web.yaml", Manifests.TwoContainers);
        Assert.Contains("(server dry run)", await RunAsync("apply", "--dry-run=server", "-f", file), StringComparison.Ordinal);
        Assert.Equal("", await RunAsync("get", "deployments", "-o", "name"));
    }

    [Fact]
    public async Task Describe_ConfigMap_ShowsItsData()
    {
        await CreateAsync("a", "k=some-value");
        Assert.Contains("some-value", await RunAsync("describe", "configmap", "a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthCanI_AsMaster_SaysYes() => Assert.Equal("yes", (await RunAsync("auth", "can-i", "create", "pods")).Trim());

    [Fact]
    public async Task Namespace_Deleted_TakesItsObjectsAlong()
    {
        await CreateAsync("a", "k=v");
        await RunAsync("delete", "namespace", Space, "--timeout=30s");
        Assert.Equal(1, (await TryAsync("get", "namespace", Space)).ExitCode);
        Assert.Equal(1, (await TryAsync("get", "configmap", "a")).ExitCode);
    }

    private static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private Task<(int ExitCode, string Output, string Error)> TryAsync(params string[] arguments) => Tool.TryAsync(Cancellation, arguments);

    private Task<string> CreateAsync(string name, string literal) => RunAsync("create", "configmap", name, $"--from-literal={literal}");

    private Task<string> ApplyAsync(string manifest) => RunAsync("apply", "-f", Tool.Folder.Write("manifest.yaml", manifest));

    private Task<string> GetAsync(string what, string path) => RunAsync("get", what, "-o", $"jsonpath={path}");
}
