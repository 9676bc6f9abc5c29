using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Printing;
using Orleans.KubeApi.Tests.Support;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Printing;

public sealed class PodTableTests
{
    private static readonly GroupVersionKind Pod = new("", "v1", "Pod");
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Cases => CaseFile.Pairs("Resources/Printing/pods.cases.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Row_PodStates_GiveReadyStatusAndRestarts(string pod, string expected)
    {
        var tree = Parse(pod);
        if (!tree.Has("spec"))
        {
            tree.Set("spec", Parse("""{"containers":[{"name":"a"},{"name":"b"}]}"""));
        }

        var cells = TablePrinter.Row(Pod, tree, Now).Items;
        Assert.Equal(expected, new ArrayNode(cells[1..4]).ToString());
    }

    [Fact]
    public void Row_WideCells_ShowPlaceAndGates()
    {
        var row = TablePrinter.Row(Pod, Parse(
            """
            {"metadata":{"name":"p","creationTimestamp":"2026-01-01T11:00:00Z"},
            "spec":{"nodeName":"n1","readinessGates":[{"conditionType":"x"},{"conditionType":"y"}]},
            "status":{"podIPs":[{"ip":"10.0.0.1"}],"nominatedNodeName":"n2",
            "conditions":[{"type":"x","status":"True"},{"type":"y","status":"False"}]}}
            """), Now);
        Assert.Equal("""["p","0/0","","0","25h","10.0.0.1","n1","n2","1/2"]""", row.ToString());
    }

    [Theory]
    [InlineData("Succeeded", "The pod has completed successfully.")]
    [InlineData("Failed", "The pod failed.")]
    [InlineData("Running", null)]
    public void RowConditions_FinishedPod_IsCompleted(string phase, string? message)
    {
        var type = BuiltInCatalog.Load().Find("", "v1", "pods")!;
        var conditions = TablePrinter.RowConditions(type, Parse($$$"""{"status":{"phase":"{{{phase}}}"}}"""));
        Assert.Equal(
            message is null ? null : $$"""[{"type":"Completed","status":"True","reason":"{{phase}}","message":"{{message}}"}]""",
            conditions?.ToString());
    }

    private static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));
}
