using Orleans.KubeApi.Http.Handlers.Reviews;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class ReviewAttributesTests
{
    [Theory]
    [InlineData("", "*")]
    [InlineData(""","version":"v1" """, "v1")]
    public void Of_QuestionWithoutVersion_IsAboutAnyVersion(string version, string asked)
    {
        var spec = (ObjectNode)NodeReader.Parse(System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"resourceAttributes":{"verb":"get","resource":"pods"{{{version}}}}}"""));

        Assert.Equal(asked, ReviewAttributes.Of(spec).Attributes.Version);
    }
}
