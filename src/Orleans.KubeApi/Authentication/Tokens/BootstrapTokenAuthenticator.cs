using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>
/// Tokens with which nodes join: <c>id.secret</c>, kept in Secrets <c>kube-system/bootstrap-token-ID</c> (Kubernetes
/// <c>plugin/pkg/auth/authenticator/token/bootstrap</c>).
/// </summary>
internal sealed partial class BootstrapTokenAuthenticator(IObjectSource objects, IReadOnlyList<string> audiences, TimeProvider time)
    : ITokenAuthenticator
{
    private const string Group = "system:bootstrappers";

    // RFC 3339 and nothing else: what another reader would take for a time must not make a token live on.
    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    private static readonly GroupResource Secrets = new("", "secrets");

    /// <inheritdoc/>
    public async ValueTask<TokenVerdict> JudgeAsync(string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        if (!Form().IsMatch(token))
        {
            return TokenVerdict.Unknown;
        }

        var (id, secret) = (token[..6], token[7..]);
        if (await objects.FindAsync(Secrets, "kube-system", $"bootstrap-token-{id}", cancellationToken) is not { } stored
            || stored.Parse() is not { } tree || tree.Object("metadata")!.Has("deletionTimestamp")
            || tree.Text("type") != "bootstrap.kubernetes.io/token")
        {
            return TokenVerdict.Unknown;
        }

        var data = tree.Object("data") ?? [];
        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Value(data, "token-secret")), Encoding.UTF8.GetBytes(secret));
        return isRight && Value(data, "token-id") == id && !IsOver(Value(data, "expiration"))
            && Value(data, "usage-bootstrap-authentication") == "true" && Groups(Value(data, "auth-extra-groups")) is { } groups
            ? TokenVerdict.OfServer(new UserInfo($"system:bootstrap:{id}", "", groups), wanted, audiences)
            : TokenVerdict.Unknown;
    }

    // An end that can't be read is over.
    private bool IsOver(string expiration) => expiration.Length > 0
        && (!DateTimeOffset.TryParseExact(expiration, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            || time.GetUtcNow() > end);

    // One wrong group makes all of them void, as in the original.
    private static List<string>? Groups(string extra)
    {
        string[] more = extra.Length == 0 ? [] : [.. extra.Split(',').Distinct().Order(StringComparer.Ordinal)];
        return Array.TrueForAll(more, g => ExtraGroup().IsMatch(g)) ? [Group, .. more] : null;
    }

    private static string Value(ObjectNode data, string name)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data.Text(name) ?? ""));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]{6}\.[a-z0-9]{16}\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\Asystem:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z")]
    private static partial Regex ExtraGroup();
}
