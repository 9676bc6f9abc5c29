using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Tests.Apply;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources;

/// <summary>managedFields and apply through whole operations.</summary>
public sealed class FieldTrackingTests
{
    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Writes_ByManagers_AreTracked()
    {
        var made = Run(WriteVerb.Create, "one", """{"metadata":{"name":"a"},"data":{"k":"v"}}""", null);
        Assert.Equal("""one Update: {"f:data":{".":{},"f:k":{}}}""", Entries(made));
        var patched = Run(WriteVerb.Patch, "two", """{"metadata":{"labels":{"l":"1"}}}""", made.Tree, PatchKind.Merge);
        Assert.Equal("""
            one Update: {"f:data":{".":{},"f:k":{}}}
            two Update: {"f:metadata":{"f:labels":{".":{},"f:l":{}}}}
            """, Entries(patched));
    }

    [Theory]
    [InlineData("""[]""", "")]
    [InlineData("""[{}]""", "")]
    [InlineData("""[{"manager":"x","operation":"Nope","apiVersion":"v1","fieldsType":"FieldsV1"}]""", "keep")]
    [InlineData("""[{"manager":"x","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:k":{}}}}]""",
        """x Update: {"f:data":{"f:k":{}}}""")]
    public void Update_OfTheEntriesThemselves_ResetsReplacesOrIsIgnored(string entries, string expected)
    {
        var made = Run(WriteVerb.Create, "one", """{"metadata":{"name":"a"},"data":{"k":"v"}}""", null);
        expected = expected == "keep" ? Entries(made) : expected;
        var put = Run(WriteVerb.Update, "two",
            """{"metadata":{"name":"a","managedFields":@},"data":{"k":"v"}}""".Replace("@", entries, StringComparison.Ordinal), made.Tree);
        Assert.Equal(expected, Entries(put));
        var patch = Run(WriteVerb.Patch, "two",
            """{"metadata":{"managedFields":@}}""".Replace("@", entries, StringComparison.Ordinal), made.Tree, PatchKind.Merge);
        Assert.Equal(expected, Entries(patch));
    }

    [Fact]
    public void Update_WithoutEntries_KeepsThemAndSameContentIsNoWrite()
    {
        var made = Run(WriteVerb.Create, "one", """{"metadata":{"name":"a"},"data":{"k":"v"}}""", null);
        _now = _now.AddHours(1);
        Assert.Equal(OutcomeKind.Answer, Run(WriteVerb.Update, "two", """{"metadata":{"name":"a"},"data":{"k":"v"}}""", made.Tree).Kind);
    }

    [Fact]
    public void Apply_AbsentObject_IsCreatedAndAgainIsNoWrite()
    {
        const string body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"1"},"data":{"k":"v"}}""";
        var made =
            Run(WriteVerb.Patch, "one", body.Replace(",\"resourceVersion\":\"1\"", "", StringComparison.Ordinal), null, PatchKind.Apply);
        Assert.Equal((201, OutcomeKind.Store, """one Apply: {"f:data":{"f:k":{}}}"""), (made.Code, made.Kind, Entries(made)));
        _now = _now.AddHours(1);
        var again = Run(WriteVerb.Patch, "one", body.Replace(",\"resourceVersion\":\"1\"", "", StringComparison.Ordinal), made.Tree,
            PatchKind.Apply);
        Assert.Equal((null, OutcomeKind.Answer), (again.Error, again.Kind));
        Assert.Equal(409, Run(WriteVerb.Patch, "one", body, made.Tree, PatchKind.Apply).Error!.Code);
        Assert.Equal(201, Run(WriteVerb.Patch, "one", body, null, PatchKind.Apply).Code);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a"}}""", 400, "invalid object type: /, Kind=")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}""", 400, "invalid object type: /v1, Kind=Pod")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap"}""", 400,
        "the name of the object (a based on URL) was undeterminable: name must be provided")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{"manager":"x"}]}}""", 400,
        "metadata.managedFields must be nil")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"nonsense":1}""", 500,
        "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .nonsense: field not declared in schema")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"u"}}""", 409,
        "Operation cannot be fulfilled on configmaps \"a\": uid mismatch: " +
        "the provided object specified uid u, and no existing object was found")]
    [InlineData("""[]""", 400, "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: " +
        "cannot unmarshal array into Go value of type map[string]interface {}")]
    public void Apply_WrongBody_IsRefusedWithTheOriginalsText(string body, int code, string text)
    {
        var error = Run(WriteVerb.Patch, "one", body, null, PatchKind.Apply).Error!;
        Assert.Equal((code, text), (error.Code, error.Message));
    }

    private static string Entries(OperationOutcome outcome) =>
        Ownership.Shown(outcome.Tree!.Object("metadata")!.Array("managedFields"));

    private OperationOutcome Run(WriteVerb verb, string manager, string body, ObjectNode? current, PatchKind patch = PatchKind.None)
    {
        var context = new OperationContext(_now, NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);
        var request = new WriteRequest
        {
            Group = "", Version = "v1", Resource = "configmaps", Namespace = "ns", Name = verb == WriteVerb.Create ? "" : "a", Verb = verb,
            Patch = patch, Body = Encoding.UTF8.GetBytes(body), FieldManager = manager, User = UserInfo.ApiServer,
        };
        return Operation.Run(request, current is null ? null : new CurrentVersion(current, 5), context);
    }
}
