using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Policy;

public sealed class StorageMigrationRulesTests
{
    private const string Invalid = "FieldValueInvalid";
    private const string Spec = "\"spec\":{\"resource\":{\"group\":\"example.com\",\"resource\":\"things\"}}";
    private static readonly ObjectTrial Trial = new("storagemigration.k8s.io", "storageversionmigrations", "");

    [Theory]
    [InlineData("{\"group\":\"a.b\",\"resource\":\"things\"}", "")]
    [InlineData("{}", "spec.resource.resource: FieldValueRequired")]
    [InlineData("{\"group\":\"A_\",\"resource\":\"9\"}", "spec.resource.resource: " + Invalid + "; spec.resource.group: " + Invalid)]
    public void Create_Resource_IsAName(string resource, string causes) =>
        Assert.Equal(causes, Trial.Causes($$$"""{"metadata":{"name":"a"},"spec":{"resource":{{{resource}}}}}"""));

    [Fact]
    public void Update_Spec_IsFixed() => Assert.Equal("spec: " + Invalid, Trial.Causes(
        Body(Spec), Body("\"spec\":{\"resource\":{\"resource\":\"others\"}}")));

    [Theory]
    [InlineData("\"resourceVersion\":\"12\"", "")]
    [InlineData("\"conditions\":[]", "status.resourceVersion: " + Invalid)]
    [InlineData("\"resourceVersion\":\"0x\"", "status.resourceVersion: " + Invalid)]
    public void Status_Version_IsANumber(string status, string causes) =>
        Assert.Equal(causes, Trial.Causes(Body(Spec), Body($"{Spec},\"status\":{{{status}}}"), "status"));

    [Fact]
    public void Status_Ends_AreFinalAndExclude()
    {
        Assert.Equal("status.conditions: " + Invalid + "; status.conditions: " + Invalid + "; status.conditions: " + Invalid,
            Trial.Causes(Body(Spec), Ended("Succeeded", "Failed", "Running"), "status"));
        var done = Trial.Update(Body(Spec), Ended("Succeeded"), "status");
        Assert.Equal("status.conditions: " + Invalid, ObjectTrial.Show(Trial.Update(done.Tree!, Ended("Running"), "status")));
    }

    private static string Body(string rest) => $"{{\"metadata\":{{\"name\":\"a\"}},{rest}}}";

    private static string Ended(params string[] types) => Body($"{Spec},\"status\":{{\"resourceVersion\":\"1\",\"conditions\":["
        + string.Join(',', types.Select(t => $"{{\"type\":\"{t}\",\"status\":\"True\",\"reason\":\"R\","
            + "\"message\":\"\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}")) + "]}");
}
