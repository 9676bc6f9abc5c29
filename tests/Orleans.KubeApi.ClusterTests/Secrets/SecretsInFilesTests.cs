using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Secrets;

/// <summary>
/// S35: nothing of a Secret lies anywhere in clear: files of the database, its log, dumps, what servers print. Each search also finds
/// something that isn't protected, which shows that it would have found the other.
/// </summary>
public sealed class SecretsInFilesTests
{
    private const string SecretMarker = "s35-secret-marker-9f2c71";
    private const string PlainMarker = "s35-plain-marker-55ab02";
    private const string KeyMarker = "BEGIN PRIVATE KEY";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aescbc")]
    [InlineData("aesgcm")]
    [InlineData("secretbox")]
    public async Task S35_Sqlite_NothingOfASecretIsInTheFiles(string kind)
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("enc.yaml", EncryptionText.Of("secrets", EncryptionText.Key(kind, 1)));
        await using var server = await StartAsync(new KubeServerOptions(), config);

        await WriteAsync(server);
        await server.KillAsync(Token);

        var store = Path.Combine(server.DataFolder, "store");
        Assert.NotEmpty(FileSearch.Find(store, PlainMarker));
        Assert.NotEmpty(FileSearch.Find(store, $"k8s:enc:{kind}:v1:key1:"));
        Assert.Empty(FileSearch.Find(server.DataFolder, SecretMarker));
        Assert.Empty(FileSearch.Find(store, KeyMarker));
        Assert.False(server.Log.Contains(SecretMarker));
    }

    [Fact]
    public async Task S35_Postgres_NothingOfASecretIsInTablesLogOrDump()
    {
        await using var postgres = new PostgresServer();
        var database = await postgres.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        var config = folder.Write("enc.yaml", EncryptionText.Of("secrets", EncryptionText.Key("secretbox", 1)));
        await using var server = await StartAsync(new KubeServerOptions { Store = database }, config);

        await WriteAsync(server);
        await server.KillAsync(Token);
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database!;
        await postgres.ExecuteAsync(name, "CHECKPOINT");
        var dump = await postgres.DumpAsync(name);

        Assert.Contains(FileSearch.Find(postgres.Data, PlainMarker), file => file.StartsWith("base", StringComparison.Ordinal));
        Assert.Contains(FileSearch.Find(postgres.Data, PlainMarker), file => file.StartsWith("pg_wal", StringComparison.Ordinal));
        Assert.Empty(FileSearch.Find(postgres.Data, SecretMarker));
        Assert.Empty(FileSearch.Find(postgres.Data, KeyMarker));
        var text = await File.ReadAllTextAsync(dump, Token);
        Assert.Contains(Hex("k8s:enc:secretbox:v1:key1:"), text);
        Assert.DoesNotContain(Hex(SecretMarker), text);
        Assert.DoesNotContain(SecretMarker, text);
    }

    [Fact]
    public async Task S35_Migrate_EncryptsWhatWasInClearAndCleansTheFiles()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using (var clear = await StartAsync(new KubeServerOptions { DataFolder = data }, null))
        {
            await WriteAsync(clear);
            Assert.Equal(0, await clear.StopAsync(Signals.Terminate, Token));
        }

        Assert.NotEmpty(FileSearch.Find(data, SecretMarker));
        var store = Path.Combine(data, "store");
        Assert.NotEmpty(FileSearch.Find(store, KeyMarker));
        var strict = EncryptionText.Of("secrets", EncryptionText.Key("aescbc", 1));
        var config = folder.Write("enc.yaml", EncryptionText.Of("secrets", EncryptionText.Key("aescbc", 1), EncryptionText.Identity));

        var (code, output) = await MigrateAsync(data, config);
        Assert.True(code == 0, output);
        Assert.Matches("[1-9][0-9]* of [1-9][0-9]* versions were stored anew", output);
        Assert.Empty(FileSearch.Find(data, SecretMarker));
        Assert.Empty(FileSearch.Find(store, KeyMarker));
        Assert.NotEmpty(FileSearch.Find(store, PlainMarker));
        (code, output) = await MigrateAsync(data, config);
        Assert.True(code == 0, output);
        Assert.Contains("0 of ", output);

        folder.Write("enc.yaml", strict);
        await using var server = await StartAsync(new KubeServerOptions { DataFolder = data }, config);
        Assert.Equal(SecretMarker, SecretObject.ValueOf(await SecretObject.GetSecretAsync(server.Client, "kept", Token)));
    }

    [Fact]
    public async Task S35_Migrate_RowsThatNoKeyReads_AreNamedAndTheExitCodeSaysSo()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using (var clear = await StartAsync(new KubeServerOptions { DataFolder = data }, null))
        {
            await WriteAsync(clear);
            Assert.Equal(0, await clear.StopAsync(Signals.Terminate, Token));
        }

        // Without identity among the providers, rows in clear can't be read: as in the original.
        var config = folder.Write("enc.yaml", EncryptionText.Of("secrets", EncryptionText.Key("aescbc", 1)));
        var (code, output) = await MigrateAsync(data, config);

        Assert.NotEqual(0, code);
        Assert.Contains("unable to transform key \"/registry/secrets/default/kept\": no matching prefix found", output);
        Assert.DoesNotContain(SecretMarker, output);
    }

    internal static async Task<KubeServer> StartAsync(KubeServerOptions options, string? config, params string[] more)
    {
        string[] encryption = config is null ? [] : ["--encryption-provider-config", config];
        return await KubeServer.StartNewAsync(options with { MoreArguments = [.. encryption, .. more] }, Token);
    }

    internal static Task<(int ExitCode, string Output)> MigrateAsync(string data, string config) =>
        ServerBinary.RunAsync(["migrate", "--data-dir", data, "--encryption-provider-config", config], Token);

    private static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));

    private static async Task WriteAsync(KubeServer server)
    {
        var client = server.Client;
        (await SecretObject.CreateConfigMapAsync(client, "plain", PlainMarker, Token)).MustBe(201);
        (await SecretObject.CreateSecretAsync(client, "kept", SecretMarker, Token)).MustBe(201);
        (await client.PatchAsync(
            "/api/v1/namespaces/default/secrets/kept", $$$"""{"stringData":{"more":"{{{SecretMarker}}}"}}""", KubeHttp.MergePatch, Token))
            .MustBe(200);
        (await SecretObject.CreateSecretAsync(client, "gone", SecretMarker, Token)).MustBe(201);
        (await client.DeleteAsync("/api/v1/namespaces/default/secrets/gone", Token)).MustBe(200);

        // Refused with its value in reach of the message.
        (await client.PostAsync(
            "/api/v1/namespaces/default/secrets", $$$"""{"metadata":{"name":"bad"},"data":{"value":"{{{SecretMarker}}}"}}""", Token))
            .MustBe(400);
        Assert.Equal(SecretMarker, SecretObject.ValueOf(await SecretObject.GetSecretAsync(client, "kept", Token)));
    }
}
