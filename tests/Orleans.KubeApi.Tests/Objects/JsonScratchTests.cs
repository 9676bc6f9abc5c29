using System.Text;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Objects;

public sealed class JsonScratchTests
{
    [Fact]
    public void Rent_InsideOfAnother_IsAnotherOne()
    {
        using var outer = JsonScratch.Rent();
        outer.Writer.WriteStringValue("outer");
        Assert.Equal("\"inner\"", Encoding.UTF8.GetString(new TextNode("inner").ToUtf8()));
        Assert.Equal("\"outer\"", Encoding.UTF8.GetString(outer.Written));
    }

    [Fact]
    public void Rent_AfterAnotherEndedAmidAValue_IsEmpty()
    {
        using (var broken = JsonScratch.Rent())
        {
            broken.Writer.WriteStartObject();
        }

        Assert.Equal("{}", Encoding.UTF8.GetString(new ObjectNode().ToUtf8()));
    }

    // What a create allocates is what its collections cost, so the second writing of an object may cost its bytes and no buffers.
    [Theory]
    [InlineData(900)]
    [InlineData(20_000)]
    public void ToUtf8_OfASecondObject_AllocatesItsBytes(int length)
    {
        var tree = new ObjectNode { { "k", new string('x', length) } };
        var size = tree.ToUtf8().Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        tree.ToUtf8();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, size, size + 200);
    }
}
