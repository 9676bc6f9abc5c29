using Microsoft.Data.Sqlite;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Secrets;

/// <summary>S36: rotation of keys, rows that no key reads, rows put in other places.</summary>
public sealed class KeyRotationTests
{
    private const string Reload = "--encryption-provider-config-automatic-reload=true";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S36_Reload_NewKeyWritesOldKeyReadsAndEvenAWriteThatChangesNothingRewrites()
    {
        using var folder = new TemporaryFolder();
        var config = Write(folder, 1);
        await using var server = await SecretsInFilesTests.StartAsync(new KubeServerOptions(), config, Reload);
        var client = server.Client;
        (await SecretObject.CreateSecretAsync(client, "old", "one", Token)).MustBe(201);
        var untouched = await SecretObject.TouchSecretAsync(client, "old", Token);
        Assert.Equal(untouched, await SecretObject.TouchSecretAsync(client, "old", Token));

        // A wrong file changes nothing; the right one is taken over.
        await ReplaceAsync(folder, "resources: nonsense");
        await Eventually.HoldsAsync(
            "the wrong file is told of", Limit, _ => Task.FromResult(server.Log.Contains("the previous one goes on")), Token);
        Write(folder, 2, 1);
        await Eventually.HoldsAsync(
            "the row is written anew", Limit, async stop => await SecretObject.TouchSecretAsync(client, "old", stop) != untouched, Token);

        var renewed = await SecretObject.TouchSecretAsync(client, "old", Token);
        Assert.Equal(renewed, await SecretObject.TouchSecretAsync(client, "old", Token));
        Assert.Equal("one", SecretObject.ValueOf(await SecretObject.GetSecretAsync(client, "old", Token)));
        await server.KillAsync(Token);
        Assert.StartsWith("k8s:enc:secretbox:v1:key2:", await BodyAsync(server.DataFolder, "default/old"));
    }

    [Fact]
    public async Task S36_UnknownKey_OneObjectAndListsAre500_OthersAreServedAndTheKeyHeals()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        var config = Write(folder, 1);
        await using (var first = await SecretsInFilesTests.StartAsync(new KubeServerOptions { DataFolder = data }, config))
        {
            (await SecretObject.CreateSecretAsync(first.Client, "good", "one", Token)).MustBe(201);
            await first.KillAsync(Token);
        }

        Write(folder, 2, 1);
        await using (var second = await SecretsInFilesTests.StartAsync(new KubeServerOptions { DataFolder = data }, config))
        {
            (await SecretObject.CreateSecretAsync(second.Client, "bad", "two", Token)).MustBe(201);
            await second.KillAsync(Token);
        }

        Write(folder, 1);
        await using var server = await SecretsInFilesTests.StartAsync(new KubeServerOptions { DataFolder = data }, config, Reload);
        const string reason = "unable to transform key \\\"/registry/secrets/default/bad\\\": "
            + "no matching key was found for the provided Secretbox transformer";
        await MustFailAsync(server, "GET", "/api/v1/namespaces/default/secrets/bad", reason);
        await MustFailAsync(server, "GET", "/api/v1/namespaces/default/secrets", reason);
        await MustFailAsync(server, "GET", "/api/v1/secrets?limit=500", reason);
        await MustFailAsync(server, "DELETE", "/api/v1/namespaces/default/secrets/bad", reason);
        Assert.Equal("one", SecretObject.ValueOf(await SecretObject.GetSecretAsync(server.Client, "good", Token)));
        (await server.Client.GetAsync("/api/v1/namespaces/kube-system/secrets", Token)).MustBe(200);
        (await SecretObject.CreateConfigMapAsync(server.Client, "other", "x", Token)).MustBe(201);
        Assert.True(await server.IsReadyAsync(Token));

        Write(folder, 2, 1);
        await Eventually.HoldsAsync(
            "the object can be read again", Limit,
            async stop => (await SecretObject.GetSecretAsync(server.Client, "bad", stop)).Code == 200, Token);
        (await server.Client.GetAsync("/api/v1/secrets", Token)).MustBe(200);
    }

    [Fact]
    public async Task S36_RowsSwappedOrReplayed_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        var config = Write(folder, 1);
        await using (var first = await SecretsInFilesTests.StartAsync(new KubeServerOptions { DataFolder = data }, config))
        {
            foreach (var name in new[] { "a", "b", "c" })
            {
                (await SecretObject.CreateSecretAsync(first.Client, name, "value of " + name, Token)).MustBe(201);
            }

            (await first.Client.PatchAsync(
                "/api/v1/namespaces/default/secrets/b", """{"data":{"value":"bmV3"}}""", KubeHttp.MergePatch, Token)).MustBe(200);
            await first.KillAsync(Token);
        }

        // a gets the body of c; b its own old one.
        await ExecuteAsync(data, """
            UPDATE version SET digest = NULL, body = (SELECT v.body FROM version v WHERE v.key = 'default/c' ORDER BY v.id DESC LIMIT 1)
            WHERE key = 'default/a'
            """);
        await ExecuteAsync(data, """
            UPDATE version SET digest = NULL, body = (SELECT v.body FROM version v WHERE v.key = 'default/b' ORDER BY v.id LIMIT 1)
            WHERE key = 'default/b'
            """);
        await using var server = await SecretsInFilesTests.StartAsync(new KubeServerOptions { DataFolder = data }, config);
        await MustFailAsync(server, "GET", "/api/v1/namespaces/default/secrets/a", "/registry/secrets/default/a");
        await MustFailAsync(server, "GET", "/api/v1/namespaces/default/secrets/b", "/registry/secrets/default/b");
        Assert.Equal("value of c", SecretObject.ValueOf(await SecretObject.GetSecretAsync(server.Client, "c", Token)));
    }

    [Fact]
    public async Task S36_Start_SigningKeyCannotBeRead_EndsWithOneLineThatSaysWhy()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        var config = Write(folder, 1);
        await using (var first = await SecretsInFilesTests.StartAsync(new KubeServerOptions { DataFolder = data }, config))
        {
            await first.KillAsync(Token);
        }

        Write(folder, 2);
        var (code, output) = await ServerBinary.RunAsync(
            ["serve", "--data-dir", data, "--bind-address", "127.0.0.1", "--secure-port", "0", "--encryption-provider-config", config],
            Token);

        Assert.Equal(2, code);
        Assert.Contains("unable to transform key \"/registry/identities.internal.kubeapi/service-account-key\"", output);
    }

    private static string Write(TemporaryFolder folder, params int[] keys) => folder.Write(
        "enc.yaml", EncryptionText.Of("secrets", [.. keys.Select(k => EncryptionText.Key("secretbox", k))]));

    private static Task ReplaceAsync(TemporaryFolder folder, string text)
    {
        folder.Write("enc.yaml", text);
        return Task.CompletedTask;
    }

    private static async Task MustFailAsync(KubeServer server, string method, string path, string reason)
    {
        var answer = await server.Client.SendAsync(new HttpMethod(method), path, null, KubeHttp.Json, Token);
        answer.MustBe(500);
        Assert.Contains("\"reason\":\"InternalError\"", answer.Text);
        Assert.Contains("Internal error occurred: unable to transform key", answer.Text);
        Assert.Contains(reason, answer.Text);
    }

    private static async Task<string> BodyAsync(string data, string key)
    {
        await using var connection = await OpenAsync(data);
        await using var command = new SqliteCommand("SELECT body FROM version WHERE key = $1 ORDER BY id DESC LIMIT 1", connection);
        command.Parameters.AddWithValue("$1", key);
        return System.Text.Encoding.Latin1.GetString((byte[])(await command.ExecuteScalarAsync(Token))!);
    }

    private static async Task ExecuteAsync(string data, string sql)
    {
        await using var connection = await OpenAsync(data);
        await using var command = new SqliteCommand(sql, connection);
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Token));
    }

    private static async Task<SqliteConnection> OpenAsync(string data)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(data, "store", "kubeapi.db")};Pooling=false");
        await connection.OpenAsync(Token);
        return connection;
    }
}
