using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>A namespace ends through the same admission as everything else; what stands in its way doesn't stop it for good.</summary>
public sealed class NamespaceEndTests(EmbeddedServer embedded) : WebhookTestBase(embedded)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private string Path => $"/api/v1/namespaces/{Namespace}";

    [Fact]
    public async Task Delete_WebhookRefusesItsContent_NamespaceSaysSoAndEndsWhenItIsLet()
    {
        var isOpen = false;
        Hooks.On("guard", request => (string?)request["operation"] == "DELETE" && !Volatile.Read(ref isOpen)
            ? new JsonObject { ["allowed"] = false, ["status"] = new JsonObject { ["message"] = "kept by the test" } } : Allow());
        await RegisterAsync("Validating", "guard", Rules("\"DELETE\"", "\"\"", "\"v1\"", "\"configmaps\""), "guard");
        await CreateAsync("a");

        (await Client.DeleteAsync(Path, Cancellation)).MustBe(200);
        await Eventually.HoldsAsync("the namespace tells what is in its way", Patience, async stop =>
            (await Client.GetAsync(Path, stop)).Text.Contains("kept by the test", StringComparison.Ordinal), Cancellation);
        (await GetAsync("/a")).MustBe(200);
        Volatile.Write(ref isOpen, true);

        await EndsAsync();
    }

    [Fact]
    public async Task Delete_WebhookOfFinalizeFails_NamespaceEndsWhenItAnswersAgain()
    {
        var isWell = false;
        var asked = 0;
        Hooks.On("last", (request, http) =>
        {
            if ((string?)request["subResource"] == "finalize")
            {
                Interlocked.Increment(ref asked);
                http.Response.StatusCode = Volatile.Read(ref isWell) ? 200 : 500;
            }

            return Task.FromResult<JsonObject?>(http.Response.StatusCode == 200 ? Allow() : null);
        });
        await RegisterAsync("Validating", "last", Rules("\"UPDATE\"", "\"\"", "\"v1\"", "\"namespaces/finalize\""), "last");

        (await Client.DeleteAsync(Path, Cancellation)).MustBe(200);
        await Eventually.HoldsAsync(
            "the webhook was asked again", Patience, _ => Task.FromResult(Volatile.Read(ref asked) > 1), Cancellation);
        (await Client.GetAsync(Path, Cancellation)).MustBe(200);
        Volatile.Write(ref isWell, true);

        await EndsAsync();
    }

    private Task EndsAsync() => Eventually.HoldsAsync("the namespace is gone", Patience, async stop =>
        (await Client.GetAsync(Path, stop)).Code == 404, Cancellation);
}
