namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>An EncryptionConfiguration that was found valid.</summary>
/// <param name="Resources">In the order of the file.</param>
internal sealed record EncryptionSettings(IReadOnlyList<ResourceEncryption> Resources)
{
    /// <summary>All KMS plug-ins, by their names, which are unique.</summary>
    public IReadOnlyList<KmsSettings> Plugins { get; } =
        [.. Resources.SelectMany(r => r.Providers).Select(p => p.Kms).OfType<KmsSettings>()];
}
