namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>
/// The one place where bodies are encrypted and decrypted: it lies around the store, whichever it is, and everybody above sees plain
/// bodies. What the configuration doesn't name passes through; encrypted bodies are never given out as if they were objects.
/// </summary>
/// <remarks>
/// A row that can't be read is an <see cref="UnreadableRowException"/>, except in ranges, where it is marked
/// (<see cref="StoredRow.Unreadable"/>) and the others are read all the same. Below (<see cref="ForwardingRevisionStore.Inner"/>) and in
/// <see cref="IRevisionStore.ReadVersionsAsync"/> the bodies are as they are stored.
/// </remarks>
internal sealed class ProtectedRevisionStore(IRevisionStore store, Func<EncryptionPlan> plan)
    : ForwardingRevisionStore(store), IRowProtection
{
    /// <inheritdoc/>
    public bool Covers(CollectionId id) => plan().For(id) is not null;

    /// <inheritdoc/>
    public async ValueTask<bool> IsStaleAsync(CollectionId id, string key, CancellationToken cancellationToken)
    {
        if (plan().For(id) is not { } ciphers)
        {
            return false;
        }

        try
        {
            return await Inner.GetAsync(id, key, cancellationToken) is { } row
                && (await ciphers.OpenAsync(new RowAddress(id, key, row.Revision), row.Body, cancellationToken)).Stale;
        }
        catch (UnreadableRowException)
        {
            // Whoever writes it anew knows its content: that heals the row.
            return true;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct) =>
        plan().For(collection.Id) is { } ciphers ? CommitAsync(ciphers, collection, batch, ct) : Inner.CommitAsync(collection, batch, ct);

    /// <inheritdoc/>
    public override async ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct)
    {
        var row = await Inner.GetAsync(id, key, ct);
        return row is null ? null : row with { Body = await OpenAsync(plan().For(id), new(id, key, row.Revision), row.Body, ct) };
    }

    /// <inheritdoc/>
    public override async ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct)
    {
        var page = await Inner.ReadRangeAsync(id, query, ct);
        var ciphers = plan().For(id);
        if (ciphers is null && !page.Rows.Any(r => CipherList.IsSealed(r.Body)))
        {
            return page;
        }

        var rows = new List<StoredRow>(page.Rows.Count);
        foreach (var row in page.Rows)
        {
            if (row.Unreadable is not null)
            {
                rows.Add(row);
                continue;
            }

            try
            {
                rows.Add(row with { Body = await OpenAsync(ciphers, new(id, row.Key, row.Revision), row.Body, ct) });
            }
            catch (UnreadableRowException unreadable)
            {
                rows.Add(row with { Body = default, Unreadable = unreadable.Message });
            }
        }

        return page with { Rows = rows };
    }

    /// <inheritdoc/>
    public override async ValueTask<EventPage> ReadEventsAsync(
        CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct)
    {
        var page = await Inner.ReadEventsAsync(id, fromExclusive, toInclusive, limit, ct);
        var ciphers = plan().For(id);
        if (ciphers is null && !page.Events.Any(e => CipherList.IsSealed(e.Body) || CipherList.IsSealed(e.PreviousBody ?? default)))
        {
            return page;
        }

        var events = new List<StoredEvent>(page.Events.Count);
        foreach (var item in page.Events)
        {
            events.Add(item with
            {
                Body = await OpenAsync(ciphers, new(id, item.Key, item.Revision), item.Body, ct),
                PreviousBody = item.PreviousBody is { } previous
                    ? await OpenAsync(ciphers, new(id, item.Key, item.PreviousRevision), previous, ct)
                    : (ReadOnlyMemory<byte>?)null,
            });
        }

        return page with { Events = events };
    }

    private async ValueTask<CommitOutcome> CommitAsync(
        CipherList ciphers, OpenedCollection collection, CommitBatch batch, CancellationToken ct)
    {
        var rows = new List<CommitRow>(batch.Rows.Count);
        var added = 0L;
        foreach (var row in batch.Rows)
        {
            var address = new RowAddress(collection.Id, row.Key, row.Revision);
            try
            {
                rows.Add(row with { Body = await ciphers.SealAsync(address, row.Body, ct) });
            }
            catch (RowCipherException failed)
            {
                throw new SealingException(failed.Message, failed);
            }

            added += rows[^1].Body.Length - row.Body.Length;
        }

        return await Inner.CommitAsync(collection, batch with { Rows = rows, SealBytes = added }, ct);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> OpenAsync(
        CipherList? ciphers, RowAddress address, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (ciphers is null)
        {
            return CipherList.IsSealed(body)
                ? throw new UnreadableRowException(address, "it is encrypted, and this server's configuration doesn't name its resource")
                : body;
        }

        return (await ciphers.OpenAsync(address, body, ct)).Body;
    }
}
