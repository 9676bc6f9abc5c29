using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Jwt;

/// <summary>What a reader of issuers has to say besides.</summary>
internal static class IssuerChecks
{
    /// <summary>Notes that an expression was given.</summary>
    public static void Expression(this ConfigurationReader reader, string path) =>
        reader.Complain(path, "CEL expressions aren't supported by this server; name a claim instead");

    /// <summary>Checks the address of an issuer.</summary>
    public static void Address(this ConfigurationReader reader, string text, string path)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            reader.Complain(path, "URL scheme must be https");
            return;
        }

        reader.Check(address.UserInfo.Length == 0, path, "URL must not contain a username or password");
        reader.Check(address.Query.Length == 0, path, "URL must not contain a query");
        reader.Check(address.Fragment.Length == 0, path, "URL must not contain a fragment");
    }
}
