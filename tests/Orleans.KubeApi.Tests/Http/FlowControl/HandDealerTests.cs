using Orleans.KubeApi.Http.FlowControl;
using Xunit;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

public sealed class HandDealerTests
{
    [Fact]
    public void Deal_AllHashes_GivesEachHandOnce()
    {
        var hands = new HashSet<(int, int, int)>();
        Span<int> hand = stackalloc int[3];
        for (ulong hash = 0; hash < 6 * 5 * 4; hash++)
        {
            HandDealer.Deal(hash, 6, hand);
            Assert.True(hands.Add((hand[0], hand[1], hand[2])));
            Assert.Equal(3, new HashSet<int>(hand.ToArray()).Count);
            Assert.All(hand.ToArray(), card => Assert.InRange(card, 0, 5));
        }

        Assert.Equal(120, hands.Count);
    }

    [Fact]
    public void Hash_ManyFlows_UsesAllQueuesEvenly()
    {
        var counts = new int[64];
        Span<int> hand = stackalloc int[6];
        for (var i = 0; i < 20_000; i++)
        {
            HandDealer.Deal(HandDealer.Hash(99, $"user-{i}"), 64, hand);
            foreach (var card in hand)
            {
                counts[card]++;
            }
        }

        // 1875 each; 44 is a standard deviation.
        Assert.All(counts, c => Assert.InRange(c, 1600, 2150));
    }

    [Theory]
    [InlineData(128, 6, true)]
    [InlineData(16, 15, true)]
    [InlineData(16, 17, false)]
    [InlineData(0, 0, false)]
    [InlineData(1 << 20, 4, false)]
    public void IsPossible_KnowsWhatAHashIsGoodFor(int deck, int hand, bool expected) =>
        Assert.Equal(expected, HandDealer.IsPossible(deck, hand));
}
