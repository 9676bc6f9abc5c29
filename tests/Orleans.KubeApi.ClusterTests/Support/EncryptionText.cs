namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Texts of encryption configurations.</summary>
internal static class EncryptionText
{
    /// <summary>One entry for the resources (separated by commas) with providers in YAML's short form.</summary>
    public static string Of(string resources, params string[] providers) =>
        $$"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [{{resources}}]
          providers: [{{string.Join(", ", providers)}}]
        """;

    /// <summary>A provider with one key, made of a number.</summary>
    public static string Key(string kind, int number) =>
        "{" + kind + ": {keys: [{name: key" + number + ", secret: '"
            + Convert.ToBase64String([.. Enumerable.Repeat((byte)number, 32)]) + "'}]}}";

    public static string Kms(string socket) =>
        "{kms: {apiVersion: v2, name: vault, endpoint: 'unix://" + socket + "', timeout: 2s}}";

    public const string Identity = "{identity: {}}";
}
