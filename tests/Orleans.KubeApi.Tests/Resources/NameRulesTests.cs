using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Tests.Resources.Kinds;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources;

public class NameRulesTests
{
    [Fact]
    public void Label_PrefixOfItsKeyTooLong_IsToldInBytes()
    {
        var key = new string('a', 254) + "/x";
        var refused = new ObjectTrial("", "configmaps").Create($$$$"""{"metadata":{"name":"a","labels":{"{{{{key}}}}":"b"}}}""");

        Assert.EndsWith("prefix part must be no more than 253 bytes", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigMapKey_LongInBytesOnly_IsTooLong()
    {
        var errors = new FieldErrors();

        Names.ConfigMapKey(errors, FieldPath.Of("key"), new string('ä', 127));

        Assert.Equal(2, errors.Count);
    }
}
