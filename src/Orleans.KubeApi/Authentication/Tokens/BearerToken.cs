namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>The token in an Authorization header.</summary>
internal static class BearerToken
{
    /// <summary>Characters of a token that is looked at; a longer one is refused without work.</summary>
    public const int LengthMax = 64 * 1024;

    /// <summary>
    /// The token in a header value of the form "Bearer token [anything]", else empty: as in the original another scheme or an empty token
    /// is
    /// no credential.
    /// </summary>
    public static ReadOnlySpan<char> Of(string? authorization)
    {
        var value = authorization.AsSpan().Trim();
        var space = value.IndexOf(' ');
        if (space < 0 || !value[..space].Equals("bearer", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var token = value[(space + 1)..];
        var end = token.IndexOf(' ');
        return end < 0 ? token : token[..end];
    }
}
