using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Nodes;

/// <summary>The secrets that a PersistentVolume names for its mount; what only controllers need is no node's business.</summary>
internal static class VolumeSecrets
{
    private static readonly string[] References =
        ["nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef", "secretRef"];

    /// <summary>Namespace and name of each; a name without a namespace is in the claim's.</summary>
    public static HashSet<(string Namespace, string Name)> Of(ObjectNode volume, string claimNamespace)
    {
        var found = new HashSet<(string, string)>();
        foreach (var (kind, source) in volume.Object("spec") ?? [])
        {
            if (source is not ObjectNode driver)
            {
                continue;
            }

            if (kind == "azureFile" && driver.Text("secretName") is { Length: > 0 } azure)
            {
                found.Add((driver.Text("secretNamespace") is { Length: > 0 } ns ? ns : claimNamespace, azure));
            }

            foreach (var name in References)
            {
                if (driver.Object(name) is { } reference && reference.Text("name") is { Length: > 0 } secret)
                {
                    found.Add((reference.Text("namespace") is { Length: > 0 } ns ? ns : claimNamespace, secret));
                }
            }
        }

        return found;
    }
}
