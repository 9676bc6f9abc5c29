using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Robustness.Validate;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>One check of one server: how it is reached, what may be switched, and what was found.</summary>
internal sealed class GuaranteeScene(string id, KubeServer server, KubeHttp client, SwitchFile? switches, params string[] sabotages)
{
    private static int _names;
    private readonly List<Violation> _violations = [];
    private readonly Lock _lock = new();

    public KubeServer Server => server;

    public KubeHttp Client => client;

    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Makes the server slow in these ways; what it does wrong stays as it is.</summary>
    public void Weather(params string[] weather)
    {
        if (switches is null)
        {
            throw new InvalidOperationException($"The server of {id} has no weather.");
        }

        switches.Set([.. sabotages, .. weather]);
    }

    /// <summary>Notes a violation unless it <paramref name="holds"/>.</summary>
    public void Expect(bool holds, string evidence)
    {
        if (!holds)
        {
            lock (_lock)
            {
                _violations.Add(new Violation(id, evidence));
            }
        }
    }

    /// <summary>Notes a violation unless the answer has the code and the reason; says whether it had.</summary>
    public bool ExpectRefusal(KubeResponse answer, int code, string reason, string what)
    {
        var holds = answer.Code == code && answer.Reason == reason;
        Expect(holds, $"{what}: {answer.Code} {Short(answer.Text)} instead of {code} {reason}");
        return holds;
    }

    /// <summary>The answer if it came in time.</summary>
    public async Task<KubeResponse?> WithinAsync(
        double seconds, string what, Func<CancellationToken, Task<KubeResponse>> call, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return await call(limit.Token);
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error) && !cancellation.IsCancellationRequested)
        {
            Expect(false, $"{what}: no answer within {seconds} s ({error.GetType().Name})");
            return null;
        }
    }

    /// <summary>A namespace of this check's own.</summary>
    public async Task<string> NewNamespaceAsync(CancellationToken cancellation)
    {
        var name = $"g{Interlocked.Increment(ref _names)}";
        (await client.PostAsync("/api/v1/namespaces", Body("Namespace", name), cancellation)).MustBe(201);
        return name;
    }

    public static string Body(string kind, string name, string? value = null, string? revision = null)
    {
        var body = new JsonObject { ["kind"] = kind, ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["name"] = name } };
        if (value is not null)
        {
            body["data"] = new JsonObject { ["v"] = value };
        }

        if (revision is not null)
        {
            body["metadata"]!["resourceVersion"] = revision;
        }

        return body.ToJsonString();
    }

    public static string Short(string text) => text.Length > 300 ? text[..300] : text;
}
