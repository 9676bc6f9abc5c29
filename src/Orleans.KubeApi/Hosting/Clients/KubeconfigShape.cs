using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Clients;

/// <summary>
/// What a kubeconfig's values must be. A token that is a number, say, would otherwise count as none, and calls go out as nobody. Members
/// that this server doesn't use may be there: the file may be a person's.
/// </summary>
internal static class KubeconfigShape
{
    private static readonly string[] ClusterTexts =
        ["server", "tls-server-name", "certificate-authority", "certificate-authority-data", "proxy-url"];

    private static readonly string[] UserTexts =
    [
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "username", "password",
    ];

    /// <summary>Complains about the first value that can't be used.</summary>
    /// <param name="cluster">The cluster, or an empty object.</param>
    /// <param name="user">The user, or an empty object.</param>
    /// <param name="complaint">Makes the exception from what is wrong.</param>
    public static void Check(ObjectNode cluster, ObjectNode user, Func<string, Exception> complaint)
    {
        var reader = new ConfigurationReader();
        foreach (var name in ClusterTexts)
        {
            _ = reader.Text(cluster, name, "cluster");
        }

        _ = reader.Flag(cluster, "insecure-skip-tls-verify", "cluster");
        reader.Check(
            cluster.Text("proxy-url") is null or "" || Uri.TryCreate(cluster.Text("proxy-url"), UriKind.Absolute, out _),
            "cluster.proxy-url", "must be an address");
        foreach (var name in UserTexts)
        {
            _ = reader.Text(user, name, "user");
        }

        try
        {
            reader.ThrowIfWrong();
        }
        catch (FormatException wrong)
        {
            throw complaint(wrong.Message);
        }
    }
}
