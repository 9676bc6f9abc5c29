using Npgsql;
using Orleans.KubeApi.ClusterTests.Secrets;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Backup;

/// <summary>What an operator does: backup beside a running server, restore into another store, and what clients see then.</summary>
public sealed class BackupCommandTests(PostgresServer postgres)
{
    private const string Objects = "/api/v1/namespaces/default/configmaps";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task BackupAndRestore_IntoTheOtherStore_ServesEverythingAndClientsOfBeforeListAnew(bool fromPostgres, bool toPostgres)
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("enc.yaml", EncryptionText.Of("secrets", EncryptionText.Key("aesgcm", 1)));
        string[] encryption = ["--encryption-provider-config", config];
        var file = folder.File("backup");
        var source = new KubeServerOptions
        {
            DataFolder = folder.File("source"), Store = await StoreAsync(fromPostgres), MoreArguments = encryption,
        };
        var target = new KubeServerOptions
        {
            DataFolder = folder.File("target"), Store = await StoreAsync(toPostgres), MoreArguments = encryption,
        };
        long seen;
        string token;
        await using (var server = await KubeServer.StartNewAsync(source, Token))
        {
            (await SecretObject.CreateSecretAsync(server.Client, "s", "the value", Token)).MustBe(201);
            (await SecretObject.CreateConfigMapAsync(server.Client, "before", "x", Token)).MustBe(201);
            var account = await server.Client.PostAsync(
                "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"robot"}}""", Token);
            account.MustBe(201);
            token = (await server.Client.PostAsync("/api/v1/namespaces/default/serviceaccounts/robot/token", "{}", Token)).MustBe(201)
                .Json["status"]!["token"]!.GetValue<string>();

            await MustRunAsync("objects of", "backup", source, "--file", file);

            // Written after the backup: it is lost, and the revision that a client saw of it must not come again.
            (await SecretObject.CreateConfigMapAsync(server.Client, "after", "x", Token)).MustBe(201);
            seen = (await server.Client.GetAsync(Objects, Token)).MustBe(200).Revision;
            await server.KillAsync(Token);
        }

        Assert.DoesNotContain(
            FileSearch.Find(folder.FullName, "BEGIN PRIVATE KEY"), name =>
                !name.Contains("pki", StringComparison.Ordinal) && !name.EndsWith("admin.kubeconfig", StringComparison.Ordinal));
        await MustRunAsync("were restored", "restore", target, "--file", file);

        await using var restored = await KubeServer.StartNewAsync(target, Token);
        await ExpectOnlyAsync(restored, seen, "before");
        Assert.Equal("the value", SecretObject.ValueOf(await SecretObject.GetSecretAsync(restored.Client, "s", Token)));
        using var robot = new KubeHttp(restored.Url, token);
        (await robot.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", Token)).MustBe(201);
    }

    [Fact]
    public async Task PostgresDump_Restored_ServesAndAfterMovingOnClientsListAnew()
    {
        var database = await postgres.CreateDatabaseAsync();
        long seen;
        string file;
        await using (var server = await KubeServer.StartNewAsync(new KubeServerOptions { Store = database }, Token))
        {
            (await SecretObject.CreateConfigMapAsync(server.Client, "before", "x", Token)).MustBe(201);
            file = await postgres.DumpAsync(NameOf(database));
            (await SecretObject.CreateConfigMapAsync(server.Client, "after", "x", Token)).MustBe(201);
            seen = (await server.Client.GetAsync(Objects, Token)).MustBe(200).Revision;

            // The dump holds this server as a living member, which it will never be again.
            await server.KillAsync(Token);
        }

        var other = await postgres.CreateDatabaseAsync();
        await postgres.RestoreAsync(NameOf(other), file);
        using var folder = new TemporaryFolder();
        var options = new KubeServerOptions { Store = other, DataFolder = folder.File("data") };
        await MustRunAsync("moved on", "restore", options, "--in-place");

        await using var restored = await KubeServer.StartNewAsync(options, Token);
        await ExpectOnlyAsync(restored, seen, "before");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restore_UnderARunningInformer_MakesItListAnewAndNeverGoBack(bool inPostgres)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("backup");
        var options = new KubeServerOptions { DataFolder = folder.File("data"), Store = await StoreAsync(inPostgres) };
        await using var server = await KubeServer.StartNewAsync(options, Token);
        (await SecretObject.CreateConfigMapAsync(server.Client, "before", "x", Token)).MustBe(201);
        using var client = new k8s.Kubernetes(k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(server.Kubeconfig));
        var loop = new ListWatchLoop(client, "default");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = loop.RunAsync(stop.Token);
        try
        {
            await MustRunAsync("objects of", "backup", options, "--file", file);
            (await SecretObject.CreateConfigMapAsync(server.Client, "after", "x", Token)).MustBe(201);
            (await server.Client.DeleteAsync($"{Objects}/before", Token)).MustBe(200);
            await SeesAsync(loop, running, "the present", names => names.Contains("after") && !names.Contains("before"));
            Assert.Equal(0, loop.Expired);

            await server.StopAsync(Signals.Terminate, Token);
            await MustRunAsync("were restored", "restore", options, "--file", file, "--force");
            await server.StartAsync(Token);
            await SeesAsync(loop, running, "the restored state", names => names.Contains("before") && !names.Contains("after"));
            (await SecretObject.CreateConfigMapAsync(server.Client, "later", "x", Token)).MustBe(201);
            await SeesAsync(loop, running, "what comes then", names => names.Contains("later"));

            var list = (await server.Client.GetAsync(Objects, Token)).MustBe(200);
            Assert.Equal(list.Names.Order(StringComparer.Ordinal), loop.Names);
            Assert.Equal(1, loop.Expired);
            Assert.Equal(loop.Revisions.Order(), loop.Revisions);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    [Fact]
    public async Task Restore_WrongUse_IsToldInOneLine()
    {
        using var folder = new TemporaryFolder();
        var options = new KubeServerOptions { DataFolder = folder.File("data") };
        var file = folder.File("backup");
        await using (var server = await KubeServer.StartNewAsync(options, Token))
        {
            await MustRunAsync("objects of", "backup", options, "--file", file);
            Assert.Contains("exists already", await FailAsync("backup", options, "--file", file));
            Assert.Contains("in use by another server", await FailAsync("restore", options, "--file", file));
        }

        Assert.Contains("not empty", await FailAsync("restore", options, "--file", file));
        Assert.Contains("either --file or --in-place", await FailAsync("restore", options));
        Assert.Contains("is no backup", await FailAsync("restore", options, "--file", folder.Write("other", new string('x', 100))));
        Assert.Contains("holds no store", await FailAsync(
            "backup", new KubeServerOptions { DataFolder = folder.File("nothing") }, "--file", folder.File("b2")));
        await MustRunAsync("were restored", "restore", options, "--file", file, "--force");
    }

    /// <summary>An informer's life: its position is gone, it lists anew, and goes on from there.</summary>
    private static async Task ExpectOnlyAsync(KubeServer server, long seen, string name)
    {
        using (var old = await server.Client.WatchAsync($"{Objects}?watch=true&resourceVersion={seen}", Token))
        {
            var error = Assert.Single(await old.ReadToEndAsync(Token));
            Assert.Equal(("ERROR", 410, "Expired"),
                (error.Type, error.Object["code"]!.GetValue<int>(), error.Object["reason"]!.GetValue<string>()));
        }

        var list = (await server.Client.GetAsync(Objects, Token)).MustBe(200);
        Assert.Contains(name, list.Names);
        Assert.DoesNotContain("after", list.Names);
        Assert.True(list.Revision > seen);
        using var watch = await server.Client.WatchAsync($"{Objects}?watch=true&resourceVersion={list.Revision}", Token);
        (await server.Client.PatchAsync($"{Objects}/{name}", """{"data":{"value":"new"}}""", KubeHttp.MergePatch, Token)).MustBe(200);
        var changed = Assert.Single(await watch.ReadAsync(1, Token));
        Assert.Equal("MODIFIED", changed.Type);
        (await server.Client.DeleteAsync($"{Objects}/{name}", Token)).MustBe(200);
    }

    private static Task<TimeSpan> SeesAsync(ListWatchLoop loop, Task running, string what, Func<IReadOnlyList<string>, bool> holds) =>
        Eventually.HoldsAsync($"the informer sees {what}", TimeSpan.FromSeconds(60), async _ =>
        {
            if (running.IsCompleted)
            {
                await running; // why it ended
            }

            return holds(loop.Names);
        }, Token);

    private async Task<string?> StoreAsync(bool inPostgres) => inPostgres ? await postgres.CreateDatabaseAsync() : null;

    private static string NameOf(string database) => new NpgsqlConnectionStringBuilder(database).Database!;

    private static async Task MustRunAsync(string expected, string command, KubeServerOptions options, params string[] arguments)
    {
        var (code, output) = await RunAsync(command, options, arguments);
        Assert.True(code == 0, output);
        Assert.Contains(expected, output);
    }

    private static async Task<string> FailAsync(string command, KubeServerOptions options, params string[] arguments)
    {
        var (code, output) = await RunAsync(command, options, arguments);
        Assert.NotEqual(0, code);
        Assert.StartsWith("error: ", output);
        return Assert.Single(output.Split('\n'));
    }

    private static Task<(int ExitCode, string Output)> RunAsync(string command, KubeServerOptions options, string[] arguments)
    {
        string[] store = options.Store is { } database ? ["--store", database] : [];
        return ServerBinary.RunAsync([command, "--data-dir", options.DataFolder!, .. store, .. arguments], Token);
    }
}
