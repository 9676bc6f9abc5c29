using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Devices;

public sealed class DeviceRulesTests
{
    private const string Group = "resource.k8s.io";
    private const string Invalid = "FieldValueInvalid";
    private const string Required = "FieldValueRequired";
    private const string Requests = "spec.devices.requests";

    [Fact]
    public void Claim_Request_IsForOneDeviceByDefault() => Assert.Equal(
        """{"devices":{"requests":[{"name":"r","exactly":{"deviceClassName":"c","allocationMode":"ExactCount","count":1}}]}}""",
        new ObjectTrial(Group, "resourceclaims").Made(
            """{"metadata":{"name":"a"},"spec":{"devices":{"requests":[{"name":"r","exactly":{"deviceClassName":"c"}}]}}}""", "spec"));

    [Theory]
    [InlineData("""{"requests":[{"name":"r","exactly":{"deviceClassName":""}}]}""", Requests + "[0].exactly.deviceClassName: " + Required)]
    [InlineData("""{"requests":[{"name":"r"}]}""", Requests + "[0]: " + Required)]
    [InlineData("""{"requests":[{"name":"r","exactly":{"deviceClassName":"c"}},{"name":"r","exactly":{"deviceClassName":"c"}}]}""",
        Requests + "[1]: FieldValueDuplicate")]
    [InlineData("""{"requests":[{"name":"r","exactly":{"deviceClassName":"c","count":-1}}]}""", Requests + "[0].exactly.count: " + Invalid)]
    [InlineData("""{"requests":[{"name":"r","exactly":{"deviceClassName":"c","allocationMode":"Odd"}}]}""",
        Requests + "[0].exactly.allocationMode: FieldValueNotSupported")]
    [InlineData("""{"requests":[{"name":"r","exactly":{"deviceClassName":"c","adminAccess":true}}]}""",
        Requests + "[0].adminAccess: FieldValueForbidden")]
    [InlineData("""
        {"requests":[{"name":"r","firstAvailable":[{"name":"s","deviceClassName":"c"}]}],
         "constraints":[{"requests":["r/t"],"matchAttribute":"bare"}],"config":[{"requests":["r/s"]}]}
        """, "spec.devices.constraints[0].requests[0]: " + Invalid + "; spec.devices.constraints[0].matchAttribute: " + Invalid
        + "; spec.devices.config[0].opaque: " + Required)]
    public void Claim_Devices_AreChecked(string devices, string causes) => Assert.Equal(causes,
        new ObjectTrial(Group, "resourceclaims").Causes($$$"""{"metadata":{"name":"a"},"spec":{"devices":{{{devices}}}}}"""));

    [Theory]
    [InlineData("device.nope", false)]
    [InlineData("devise.driver == 'x'", false)]
    [InlineData("(device.driver", false)]
    [InlineData("device.driver == 'unended", false)]
    [InlineData("device.driver == 1", false)]
    [InlineData("1 +", false)]
    [InlineData("cel.bind(1, 2, true)", false)]
    [InlineData("device.attributes['d.example.com'].fast", true)]
    [InlineData("device.attributes['d'].version.isGreaterThan(semver('1.0.0')) && device.allowMultipleAllocations", true)]
    [InlineData("cel.bind(d, device.attributes['d'], d.model == 'x' && d.memory > 5)", true)]
    [InlineData("device.attributes['d.example.com'].list.exists(x, x == 'device.nope')", true)]
    [InlineData("device.driver == \"d\" && device.capacity['d'].memory.compareTo(quantity('1Gi')) >= 0", true)]
    public void Class_Selector_ObviousFaultsAreFound(string expression, bool isValid) => Assert.Equal(
        isValid ? "" : "spec.selectors[0].cel.expression: " + Invalid, new ObjectTrial(Group, "deviceclasses", "").Causes(
            $$$"""{"metadata":{"name":"a"},"spec":{"selectors":[{"cel":{"expression":"{{{expression.Replace("\"", "\\\"")}}}"}}]}}"""));

    [Theory]
    [InlineData("device.driver", "string")]
    [InlineData("device.attributes['d']", "map(string, any)")]
    [InlineData("device.capacity['d'].memory", "kubernetes.Quantity")]
    [InlineData("cel.bind(n, 1, n + 1)", "int")]
    public void Class_Selector_NamesTheTypeThatIsNoBool(string expression, string type) => Assert.Equal(
        $"must evaluate to bool or the unknown type, not {type}", new ObjectTrial(Group, "deviceclasses", "").Create(
            $$$"""{"metadata":{"name":"a"},"spec":{"selectors":[{"cel":{"expression":"{{{expression}}}"}}]}}""")
            .Error!.Details!.Causes![0].Message.Split(": ")[^1]);

    [Fact]
    public void Claim_Spec_IsFixed() => Assert.Equal("spec: " + Invalid, new ObjectTrial(Group, "resourceclaims").Causes(
        """{"metadata":{"name":"a"},"spec":{"devices":{"requests":[{"name":"r","exactly":{"deviceClassName":"c"}}]}}}""",
        """{"metadata":{"name":"a"},"spec":{"devices":{"requests":[{"name":"s","exactly":{"deviceClassName":"c"}}]}}}"""));

    [Theory]
    [InlineData(""" "nodeName":"n","allNodes":true """, "spec: " + Invalid)]
    [InlineData(""" "allNodes":false """, "spec.allNodes: " + Invalid + "; spec: " + Required)]
    [InlineData(""" "nodeName":"n","devices":[{"name":"d","attributes":{"m":{}}},{"name":"d","capacity":{"a/b/c":{"value":"1"}}}] """,
        "spec.devices[0].attributes[m]: " + Invalid + "; spec.devices[1].capacity: " + Invalid + "; spec.devices[1]: FieldValueDuplicate")]
    [InlineData(""" "nodeName":"n","devices":[{"name":"d","attributes":{"v":{"version":"1"}},"taints":[{"key":"k","effect":"Odd"}]}] """,
        "spec.devices[0].attributes[v].version: " + Invalid + "; spec.devices[0].taints[0].effect: FieldValueNotSupported")]
    public void Slice_Spec_IsChecked(string rest, string causes) =>
        Assert.Equal(causes, new ObjectTrial(Group, "resourceslices", "").Causes(
        $$$"""{"metadata":{"name":"a"},"spec":{"driver":"d.example.com","pool":{"name":"p","resourceSliceCount":1},{{{rest}}}}}"""));

    [Fact]
    public void TaintRule_Time_IsTheTaintsFirst() => Assert.Contains("\"timeAdded\":\"2026-01-02T03:04:05Z\"",
        new ObjectTrial(Group, "devicetaintrules", "").Made(
            """{"metadata":{"name":"a"},"spec":{"deviceSelector":{"driver":"d"},"taint":{"key":"k","effect":"NoSchedule"}}}""", "spec"),
        StringComparison.Ordinal);
}
