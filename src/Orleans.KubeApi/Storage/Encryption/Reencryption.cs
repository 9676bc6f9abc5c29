namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>
/// Stores every row in the form that the configuration asks for today: what is in clear is encrypted, what an old key made gets the first
/// one, what is to be in clear is decrypted. Past versions too, so that afterwards the old key is needed for nothing. No revision is given
/// out: clients see nothing of it.
/// </summary>
internal sealed class Reencryption(IRevisionStore store, EncryptionPlan plan)
{
    private const int Page = 200;
    private const int UnreadableMax = 10;
    private readonly List<string> _unreadable = [];

    /// <summary>Works through all collections.</summary>
    /// <exception cref="SealingException">Nothing can be encrypted now; what was done before stays done.</exception>
    public async ValueTask<ReencryptionResult> RunAsync(CancellationToken cancellationToken)
    {
        long seen = 0, changed = 0, unreadable = 0;
        foreach (var collection in await store.ListCollectionsAsync(cancellationToken))
        {
            var at = 0L;
            while (await store.ReadVersionsAsync(collection.Id, at, Page, cancellationToken) is { Count: > 0 } versions)
            {
                var changes = new List<BodyChange>();
                foreach (var version in versions)
                {
                    var body = await RenewAsync(collection.Id, version, cancellationToken);
                    unreadable += body is null ? 1 : 0;
                    if (body is { Length: > 0 } renewed)
                    {
                        changes.Add(new BodyChange(version.Revision, version.Body, renewed));
                    }
                }

                seen += versions.Count;
                changed += changes.Count == 0 ? 0 : await store.ChangeBodiesAsync(collection.Id, changes, cancellationToken);
                at = versions[^1].Revision;
            }
        }

        return new ReencryptionResult(seen, changed, unreadable, _unreadable);
    }

    /// <summary>The new form; empty if the stored one is right, null if it can't be read.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> RenewAsync(
        CollectionId id, StoredVersion version, CancellationToken cancellationToken)
    {
        var ciphers = plan.For(id);
        var address = new RowAddress(id, version.Key, version.Revision);
        if (ciphers is null && !CipherList.IsSealed(version.Body))
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        try
        {
            if (ciphers is null)
            {
                throw new UnreadableRowException(address, "it is encrypted, and the configuration doesn't name its resource");
            }

            var opened = await ciphers.OpenAsync(address, version.Body, cancellationToken);
            return opened.Stale ? await ciphers.SealAsync(address, opened.Body, cancellationToken) : ReadOnlyMemory<byte>.Empty;
        }
        catch (UnreadableRowException wrong)
        {
            if (_unreadable.Count < UnreadableMax)
            {
                _unreadable.Add(wrong.Message);
            }

            return null;
        }
        catch (RowCipherException failed)
        {
            throw new SealingException(failed.Message, failed);
        }
    }
}
