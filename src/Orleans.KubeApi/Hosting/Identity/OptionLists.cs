namespace Orleans.KubeApi.Hosting.Identity;

/// <summary>Options that hold several values, separated by commas.</summary>
internal static class OptionLists
{
    /// <summary>The values.</summary>
    public static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Who issues service-account tokens; the first issues new ones.</summary>
    public static string[] Issuers(KubeApiOptions options) => Split(options.ServiceAccountIssuer);

    /// <summary>Who this server is to tokens.</summary>
    public static string[] Audiences(KubeApiOptions options) =>
        Split(options.ApiAudiences) is { Length: > 0 } named ? named : Issuers(options);
}
