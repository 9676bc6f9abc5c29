namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>One way and key to encrypt bodies. Safe for concurrent use.</summary>
internal interface IRowCipher
{
    /// <summary>
    /// What its bodies begin with, e.g. <c>k8s:enc:aescbc:v1:key1:</c>, as in the original; empty for plain bodies.
    /// </summary>
    ReadOnlyMemory<byte> Prefix { get; }

    /// <summary>Encrypts; the result begins with the prefix.</summary>
    /// <exception cref="RowCipherException">It can't now. Nothing may be stored then.</exception>
    ValueTask<ReadOnlyMemory<byte>> SealAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Decrypts a body that begins with the prefix.</summary>
    /// <exception cref="RowCipherException">Another key made it, it is of another row, or it was changed.</exception>
    ValueTask<OpenedBody> OpenAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
