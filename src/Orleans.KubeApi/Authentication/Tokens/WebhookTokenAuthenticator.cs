using Orleans.KubeApi.Authentication.Reviews;
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
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(30);
    private readonly ReviewClient _service = new(client, address, Total, time);
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

        var (status, problem) = await _service.AskAsync(Question(token, wanted), cancellationToken);
        if (status is null)
        {
            return TokenVerdict.Refused("webhook: " + problem);
        }

        var verdict = Read(status, wanted);
        _cache.Add(digest, verdict);
        return verdict;
    }

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

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

    private byte[] Question(string token, IReadOnlyList<string> wanted) => new ObjectNode
    {
        { "kind", "TokenReview" },
        { "apiVersion", $"authentication.k8s.io/{version}" },
        { "metadata", new ObjectNode() },
        { "spec", new ObjectNode { { "token", token }, { "audiences", ArrayNode.OfTexts(wanted) } } },
    }.ToUtf8();
}
