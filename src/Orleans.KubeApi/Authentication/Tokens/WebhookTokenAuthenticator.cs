using System.Net;
using System.Net.Http.Headers;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>
/// Asks another service whose a token is, by TokenReview (apiserver <c>plugin/pkg/authenticator/token/webhook</c>). Its answers, yes and
/// no,
/// are remembered for a time; failures are not, and refuse.
/// </summary>
internal sealed class WebhookTokenAuthenticator(
    HttpClient client, Uri address, string version, TimeSpan cacheLife, IReadOnlyList<string> audiences, TimeProvider time)
    : ITokenAuthenticator, IDisposable
{
    private const int EntriesMax = 10_000;
    private const int AttemptsMax = 5;
    private const int AnswerBytesMax = 1024 * 1024;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(30);
    private readonly TokenCache _cache = new(cacheLife, EntriesMax, time);

    /// <inheritdoc/>
    public async ValueTask<TokenVerdict> JudgeAsync(string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        // The audiences are part of the question, so they are part of the key.
        var digest = TokenDigest.Of($"{token} {string.Join(' ', wanted)}");
        if (_cache.Find(digest) is { } known)
        {
            return known;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Total);
        try
        {
            if (await AskAsync(token, wanted, limit.Token) is not { } status)
            {
                return TokenVerdict.Refused("webhook: no answer");
            }

            var verdict = Read(status, wanted);
            _cache.Add(digest, verdict);
            return verdict;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TokenVerdict.Refused("webhook: no answer in time");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private TokenVerdict Read(ObjectNode status, IReadOnlyList<string> wanted)
    {
        List<string> named = [.. status.Array("audiences")?.Items.OfType<TextNode>().Select(a => a.Value) ?? []];
        var fitting = wanted.Where((named.Count > 0 ? named : audiences).Contains).ToList();
        if (status["authenticated"] is not BoolNode { Value: true })
        {
            return TokenVerdict.Refused(status.Text("error") ?? "");
        }

        var user = status.Object("user") ?? [];
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in user.Object("extra") ?? [])
        {
            extra[key] = [.. (values as ArrayNode)?.Items.OfType<TextNode>().Select(v => v.Value) ?? []];
        }

        var groups = user.Array("groups")?.Items.OfType<TextNode>().Select(g => g.Value) ?? [];
        return fitting.Count == 0 || user.Text("username") is not { Length: > 0 } ? TokenVerdict.Unknown
            : new TokenVerdict(new UserInfo(user.Text("username") ?? "", user.Text("uid") ?? "", groups, extra), fitting, "");
    }

    private async Task<ObjectNode?> AskAsync(string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var spec = new ObjectNode { { "token", token }, { "audiences", new ArrayNode(wanted.Select(a => (Node)a)) } };
        var question = new ObjectNode
        {
            { "kind", "TokenReview" },
            { "apiVersion", $"authentication.k8s.io/{version}" },
            { "metadata", new ObjectNode() },
            { "spec", spec },
        }.ToUtf8();
        var pause = TimeSpan.FromMilliseconds(500);
        for (var attempt = 1; ; attempt++)
        {
            var (status, again) = await TryAsync(question, cancellationToken);
            if (status is not null || !again || attempt == AttemptsMax)
            {
                return status;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause *= 1.5;
        }
    }

    private async Task<(ObjectNode? Status, bool Again)> TryAsync(byte[] question, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(question) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                return (null, answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);
            }

            await answer.Content.LoadIntoBufferAsync(AnswerBytesMax, limit.Token);
            var tree = NodeReader.Parse(await answer.Content.ReadAsByteArrayAsync(limit.Token)) as ObjectNode;
            return (tree?.Object("status"), Again: false);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Again: failed is HttpRequestException or IOException or OperationCanceledException);
        }
    }
}
