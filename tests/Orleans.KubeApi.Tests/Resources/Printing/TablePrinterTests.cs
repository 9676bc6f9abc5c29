using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Printing;
using Orleans.KubeApi.Tests.Support;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Printing;

public sealed class TablePrinterTests
{
    private static readonly ResourceCatalog Catalog = BuiltInCatalog.Load();
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string> Rows => CaseFile.Triples("Resources/Printing/rows.cases.txt");

    /// <summary>Objects get a name and an age of five minutes unless they have metadata of their own.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_Kinds_ShowTheOriginalsCells(string kind, string obj, string expected)
    {
        var tree = Parse(obj);
        if (!tree.Has("metadata"))
        {
            tree.Set("metadata", Parse("""{"name":"o","creationTimestamp":"2026-01-02T11:55:00Z"}"""));
        }

        // Through the reader, as the writer escapes more than the case file does.
        Assert.Equal(NodeReader.Parse(Encoding.UTF8.GetBytes(expected)).ToString(), Row(kind, tree).ToString());
    }

    [Fact]
    public void Row_LabelledAndAnnotatedObjects_ShowRolesDefaultsAndDeletion()
    {
        AssertCell("/Node", 2, "control-plane,worker",
            """{"labels":{"node-role.kubernetes.io/worker":"","node-role.kubernetes.io/control-plane":""}}""");
        AssertCell("storage.k8s.io/StorageClass", 0, "o (default)",
            """{"name":"o","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}""");
        AssertCell("apps/ControllerRevision", 1, "statefulset.apps/s",
            """{"ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"s","controller":true}]}""");
        AssertCell("/PersistentVolumeClaim", 1, "Terminating", """{"deletionTimestamp":"2026-01-02T11:59:00Z"}""");
    }

    [Fact]
    public void Row_BuiltInKinds_HaveACellPerColumnEvenIfEmpty()
    {
        foreach (var type in Catalog.Types.Where(t => t.Allows("list") && t.Kind.Kind != "IPAddress"))
        {
            var row = TablePrinter.Row(type, [], Now);
            Assert.True(row.Items.Count == TablePrinter.Columns(type).Items.Count, $"{type.Kind}: {row}");
        }
    }

    [Fact]
    public void Row_WronglyTypedFields_AreReadAsEmpty()
    {
        var odd = Parse(
            """
            {"metadata":[],"spec":"x","status":{"conditions":{},"addresses":[1,null],"loadBalancer":7},
            "subsets":[null],"data":3,"webhooks":true}
            """);
        foreach (var type in Catalog.Types)
        {
            Assert.NotNull(TablePrinter.Row(type, odd, Now));
        }
    }

    [Fact]
    public void Columns_BuiltInKinds_AreCompleteAndUnique()
    {
        foreach (var type in Catalog.Types.Where(t => t.Allows("list")))
        {
            var columns = TablePrinter.Columns(type).Items.Cast<ObjectNode>().ToList();
            Assert.Equal(columns.Count, columns.Select(c => c.Text("name")).Distinct().Count());
            Assert.Single(columns, c => c.Text("format") == "name" && c.Text("name") == "Name");
            // The one column without a text in the original too.
            Assert.All(columns, c => Assert.True(
                c.Text("name") == "Handler" || c.Text("description")!.Length > 0, $"{type.Kind} {c.Text("name")}"));
        }
    }

    [Fact]
    public void Columns_Services_AreTheOriginals()
    {
        var columns = TablePrinter.Columns(new GroupVersionKind("", "v1", "Service")).Items.Cast<ObjectNode>().ToList();
        Assert.Equal(["Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector"], columns.Select(c => c.Text("name")!));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1], columns.Select(c => (int)c.Integer("priority")!.Value));
        Assert.Contains("empty string (\"\")", columns[2].Text("description"), StringComparison.Ordinal);
        Assert.StartsWith("CreationTimestamp is a timestamp", columns[5].Text("description"), StringComparison.Ordinal);
    }

    /// <summary>A new version of the package that brings the texts may need no repair any more, or another.</summary>
    [Fact]
    public void Columns_RepairedTexts_StillNeedTheirRepairs()
    {
        var texts = ApiTexts.Load();
        foreach (var (field, folded, _) in OldTexts.Repairs)
        {
            var slash = field.LastIndexOf('/');
            Assert.Contains(folded, texts.OfField($"io.k8s.api.{field[..slash]}", field[(slash + 1)..]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Columns_UnknownKind_AreNameAndCreation() => Assert.Equal(
        ["Name", "Created At"],
        TablePrinter.Columns(new GroupVersionKind("example.com", "v1", "Thing")).Items.Cast<ObjectNode>().Select(c => c.Text("name")!));

    private static void AssertCell(string kind, int cell, string expected, string metadata) =>
        Assert.Equal(expected, ((TextNode)Row(kind, new ObjectNode { { "metadata", Parse(metadata) } }).Items[cell]).Value);

    private static ArrayNode Row(string kind, ObjectNode obj)
    {
        var slash = kind.IndexOf('/', StringComparison.Ordinal);
        return TablePrinter.Row(new GroupVersionKind(kind[..slash], "v1", kind[(slash + 1)..]), obj, Now);
    }

    private static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));
}
