using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Takes addresses and node ports for the writes of Services, and gives them back. To take one is to create its object: the object's
/// single writer and the database let only one of all silos succeed. What a crash leaves behind is mended by <see cref="ClaimRepair"/>.
/// </summary>
internal sealed class ClaimDesk(AddressClaims addresses, PortClaims ports, ServiceNetwork network)
{
    /// <summary>The collection whose writes need the desk.</summary>
    public static readonly GroupResource Services = new("", "services");

    /// <summary>A book for a write of the collection; null where nothing is ever allocated.</summary>
    public ClaimBook? Open(GroupResource collection, WriteRequest request) =>
        collection == Services && request.Verb != WriteVerb.Delete ? new ClaimBook(network, request.DryRun) : null;

    /// <summary>Takes what the last runs wished; what can't be had is noted as refused.</summary>
    /// <exception cref="StatusException">The store can't be reached or is too busy; what was taken is in the books.</exception>
    public Task FulfilAsync(IEnumerable<ClaimBook> books, string owner) => Task.WhenAll(
        books.SelectMany(book => book.Wishes.Select(wish => FulfilAsync(book, wish, owner))).ToList());

    /// <summary>Gives back what the owner has; never throws, since nothing depends on it.</summary>
    public Task ReleaseAsync(IEnumerable<(bool IsPort, string Value)> claims, string owner) => Task.WhenAll(
        claims.Select(c => c.IsPort ? ports.ReleaseAsync(c.Value, owner) : addresses.ReleaseAsync(c.Value, owner)).ToList());

    private async Task FulfilAsync(ClaimBook book, ClaimWish wish, string owner)
    {
        var got = wish.IsPort
            ? await (wish.Fixed.Length > 0 ? ports.TakeAsync(wish.Fixed, owner) : ports.TakeNextAsync(network.Ports, owner))
            : await (wish.Fixed.Length > 0 ? addresses.TakeAsync(wish.Fixed, owner) : addresses.TakeNextAsync(wish.Ranges, owner));
        if (got is null)
        {
            book.Refuse(wish);
        }
        else
        {
            book.Grant(wish, got);
        }
    }
}
