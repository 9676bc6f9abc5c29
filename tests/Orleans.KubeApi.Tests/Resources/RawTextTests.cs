using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Tests.Resources.Kinds;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources;

/// <summary>Raw JSON counts as it was written, and a patch writes it anew: so does the original (crud/kind-controllerrevisions).</summary>
public sealed class RawTextTests
{
    private const string Spaced =
        """{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"r"},"revision":1,"data":{"b": [1, 2], "a": "x"}}""";

    private const string Compact =
        """{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"r"},"revision":1,"data":{"b":[1,2],"a":"x"}}""";

    private const string Note = """{"metadata":{"annotations":{"note":"patched"}}}""";

    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());
    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    [Fact]
    public void Patch_OfObjectWithSpacedRawJson_CountsAsChangeOfIt()
    {
        Assert.Equal("data: FieldValueInvalid", Patched("controllerrevisions", Spaced, PatchKind.Merge, Note));
        Assert.Equal("data: FieldValueInvalid", Patched("controllerrevisions", Spaced, PatchKind.Strategic, Note));
        Assert.Equal("data: FieldValueInvalid", Patched("controllerrevisions", Spaced, PatchKind.Json,
            """[{"op":"add","path":"/metadata/annotations","value":{"note":"patched"}}]"""));
    }

    [Fact]
    public void Patch_OfObjectWithCompactRawJson_ChangesOnlyWhatItNames() =>
        Assert.Equal("", Patched("controllerrevisions", Compact, PatchKind.Merge, Note));

    [Fact]
    public void Update_WithRawJsonWrittenInTheSameWay_IsNoChangeOfIt()
    {
        var old = Stored("apps", "controllerrevisions", Spaced);
        Assert.Equal("", Put(old, Spaced.Replace("\"revision\":1", "\"revision\":2", StringComparison.Ordinal)));
        Assert.Equal("data: FieldValueInvalid", Put(old, Compact));
    }

    [Fact]
    public void Create_WithLineBreaksInRawJson_KeepsThemAsBlanks()
    {
        var made = Run(WriteVerb.Create, "apps", "controllerrevisions", null, Spaced.Replace(", ", ",\n\t", StringComparison.Ordinal));

        Assert.Contains("""{"b": [1,  2],  "a": "x"}""", Encoding.UTF8.GetString(made.Tree!.ToUtf8()), StringComparison.Ordinal);
    }

    [Fact]
    public void Patch_OfDeviceClassWithSpacedParameters_RaisesItsGeneration()
    {
        const string Body =
            """
            {"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"r"},
             "spec":{"config":[{"opaque":{"driver":"d.example.com","parameters":{"a": 1}}}]}}
            """;
        var old = Stored("resource.k8s.io", "deviceclasses", Body);
        var patched = Run(WriteVerb.Patch, "resource.k8s.io", "deviceclasses", old, Note, PatchKind.Merge);
        var again = Run(WriteVerb.Patch, "resource.k8s.io", "deviceclasses", Reread("resource.k8s.io", "deviceclasses", patched),
            Note.Replace("patched", "again", StringComparison.Ordinal), PatchKind.Merge);

        Assert.Equal(2, patched.Tree!.Object("metadata")!.Integer("generation"));
        Assert.Equal(2, again.Tree!.Object("metadata")!.Integer("generation"));
    }

    [Fact]
    public void Apply_ThatChangesNothing_LeavesRawJsonAsItWasWritten()
    {
        var old = Stored("apps", "controllerrevisions", Spaced);

        Assert.Equal("", ObjectTrial.Show(Run(WriteVerb.Patch, "apps", "controllerrevisions", old, Compact, PatchKind.Apply)));
        Assert.Equal("data: FieldValueInvalid", ObjectTrial.Show(Run(WriteVerb.Patch, "apps", "controllerrevisions", old,
            Compact.Replace("\"name\":\"r\"", "\"name\":\"r\",\"labels\":{\"l\":\"m\"}", StringComparison.Ordinal), PatchKind.Apply)));
    }

    private static string Patched(string resource, string body, PatchKind kind, string patch) =>
        ObjectTrial.Show(Run(WriteVerb.Patch, "apps", resource, Stored("apps", resource, body), patch, kind));

    private static string Put(CurrentVersion old, string body) =>
        ObjectTrial.Show(Run(WriteVerb.Update, "apps", "controllerrevisions", old, body));

    private static CurrentVersion Stored(string group, string resource, string body) =>
        Reread(group, resource, Run(WriteVerb.Create, group, resource, null, body));

    // As the object's grain reads it from its collection.
    private static CurrentVersion Reread(string group, string resource, OperationOutcome made)
    {
        Assert.Equal("", ObjectTrial.Show(made));
        var bytes = StoredObject.SpliceRevision(made.Tree!.ToUtf8(), 5);
        return Operation.Start(new GroupResource(group, resource), new StoredObject("ns/r", 5, bytes), 5);
    }

    private static OperationOutcome Run(
        WriteVerb verb, string group, string resource, CurrentVersion? old, string body, PatchKind patch = default) => Operation.Run(
        new WriteRequest
        {
            Group = group,
            Version = "v1",
            Resource = resource,
            Namespace = group == "apps" ? "ns" : "",
            Name = verb == WriteVerb.Create ? "" : "r",
            Verb = verb,
            Patch = patch,
            FieldManager = "m",
            Body = Encoding.UTF8.GetBytes(body),
        },
        old, Context);
}
