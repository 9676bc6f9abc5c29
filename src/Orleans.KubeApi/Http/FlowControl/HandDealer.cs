namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// Shuffle sharding: every flow has a hand of a few queues, drawn by its hash, so that few flows share all of theirs with a noisy one.
/// </summary>
internal static class HandDealer
{
    /// <summary>The largest hand that validation lets through needs 60 bits of hash: 15 cards of 16.</summary>
    public const int MaxHand = 15;

    private const int MaxBits = 60;

    /// <summary>Whether hands of that size can be dealt from that many queues.</summary>
    public static bool IsPossible(int deck, int hand) => deck > 0 && hand > 0 && hand <= deck && hand <= MaxHand
        && Math.Ceiling(Math.Log2(deck) * hand) <= MaxBits;

    /// <summary>Fills <paramref name="hand"/> with different numbers below <paramref name="deck"/>; every hand is equally likely.</summary>
    public static void Deal(ulong hash, int deck, Span<int> hand)
    {
        // The hash is read as a number of mixed radix; each digit chooses one of the cards that are still in the deck.
        for (var i = 0; i < hand.Length; i++)
        {
            var left = (ulong)(deck - i);
            var card = (int)(hash % left);
            hash /= left;
            hand[i] = card;
        }

        // From "the n-th card still there" to the card itself, the last one first, because the digits of earlier cards are needed.
        for (var i = hand.Length - 1; i > 0; i--)
        {
            for (var j = i - 1; j >= 0; j--)
            {
                if (hand[i] >= hand[j])
                {
                    hand[i]++;
                }
            }
        }
    }

    /// <summary>The hash of a flow. It differs from process to process, so nobody can choose a name that meets another's queues.</summary>
    public static ulong Hash(ulong seed, string flow)
    {
        var mixed = seed ^ ((ulong)(uint)flow.GetHashCode(StringComparison.Ordinal) * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (mixed ^ (mixed >> 31)) & ((1UL << MaxBits) - 1);
    }
}
