namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>A key of the configuration. A class, not a record: nothing prints its bytes.</summary>
internal sealed class NamedKey(string name, byte[] secret)
{
    /// <summary>Stands in the prefix of what it encrypts.</summary>
    public string Name { get; } = name;

    /// <summary>The key.</summary>
    public byte[] Secret { get; } = secret;
}
