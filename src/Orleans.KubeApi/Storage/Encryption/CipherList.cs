namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>The ciphers of a resource: the first one writes, all read. Immutable.</summary>
internal sealed class CipherList(IReadOnlyList<IRowCipher> ciphers)
{
    private static readonly byte[] AesPrefix = "k8s:enc:aes"u8.ToArray();
    private static readonly byte[] SecretboxPrefix = "k8s:enc:secretbox:"u8.ToArray();

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<IRowCipher> Ciphers { get; } = ciphers;

    /// <summary>Whether a stored body is encrypted by anybody. Objects begin with a brace, so nothing else can look like it.</summary>
    public static bool IsSealed(ReadOnlyMemory<byte> body) => body.Span.StartsWith("k8s:enc:"u8);

    /// <summary>Encrypts with the first cipher.</summary>
    /// <exception cref="RowCipherException">It can't now.</exception>
    public ValueTask<ReadOnlyMemory<byte>> SealAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Ciphers[0].SealAsync(address, body, cancellationToken);

    /// <summary>
    /// Decrypts with whatever cipher can. Several may have the body's prefix (two providers with equal names of keys): each is tried.
    /// </summary>
    /// <exception cref="UnreadableRowException">None can.</exception>
    public async ValueTask<OpenedBody> OpenAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var isSealed = IsSealed(body);
        string? reason = null;
        for (var i = 0; i < Ciphers.Count; i++)
        {
            var prefix = Ciphers[i].Prefix;
            if (isSealed == prefix.IsEmpty || !body.Span.StartsWith(prefix.Span))
            {
                continue;
            }

            try
            {
                var opened = await Ciphers[i].OpenAsync(address, body, cancellationToken);
                return opened with { Stale = opened.Stale || i > 0 };
            }
            catch (RowCipherException failed)
            {
                reason = reason is null ? failed.Message : $"{reason}; {failed.Message}";
            }
        }

        throw new UnreadableRowException(address, reason ?? WhyNone(body.Span));
    }

    private string WhyNone(ReadOnlySpan<byte> body) =>
        body.StartsWith(AesPrefix) && Has(AesPrefix) ? "no matching key was found for the provided AES transformer"
        : body.StartsWith(SecretboxPrefix) && Has(SecretboxPrefix) ? "no matching key was found for the provided Secretbox transformer"
        : "no matching prefix found";

    private bool Has(byte[] prefix) => Ciphers.Any(c => c.Prefix.Span.StartsWith(prefix));
}
