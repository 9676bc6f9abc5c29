using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources;

public sealed class WriteOperationTests
{
    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());
    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    [Fact]
    public void Create_SetsSystemFieldsAndIgnoresTheClients()
    {
        const string body = """{"metadata":{"name":"a","uid":"mine","creationTimestamp":"2000-01-01T00:00:00Z"},"data":{"k":"v"}}""";
        var made = Create("configmaps", body);
        var meta = made.Tree!.Object("metadata")!;
        Assert.Equal(201, made.Code);
        Assert.NotEqual("mine", meta.Text("uid"));
        Assert.Equal("2026-01-02T03:04:05Z", meta.Text("creationTimestamp"));
        Assert.Equal("ns", meta.Text("namespace"));
        Assert.Equal("ConfigMap", made.Tree.At(0).Value.ToString().Trim('"'));
    }

    [Theory]
    [InlineData(200_000, 422)]
    [InlineData(300_000, 413)]
    public void S22_Create_ManyValues_AreRefusedByTheirNumber(int count, int code)
    {
        var body = """{"metadata":{"name":"a"},"spec":{"containers":[""" + string.Join(',', Enumerable.Repeat("{}", count)) + "]}}";
        var error = Create("pods", body).Error!;
        Assert.Equal(code, error.Code);
        Assert.InRange(error.Details!.Causes?.Count ?? 0, 0, 5_000);
        if (code == 413)
        {
            Assert.Equal("Request entity too large: limit is 250000 values", error.Message);
        }
    }

    [Fact]
    public void Create_WithResourceVersion_IsTheOriginals500()
    {
        var error = Create("configmaps", """{"metadata":{"name":"a","resourceVersion":"7"}}""").Error!;
        Assert.Equal((500, "", "resourceVersion should not be set on objects to be created"), (error.Code, error.Reason, error.Message));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"UP"}}""", "metadata.name", "FieldValueInvalid")]
    [InlineData("""{"metadata":{}}""", "metadata.name", "FieldValueRequired")]
    [InlineData("""{"metadata":{"name":"a","labels":{"k":"-"}}}""", "metadata.labels", "FieldValueInvalid")]
    [InlineData("""{"metadata":{"name":"a","finalizers":["nodomain"]}}""", "metadata.finalizers[0]", "FieldValueInvalid")]
    public void Create_BadMetadata_NamesTheField(string body, string field, string reason)
    {
        var error = Create("configmaps", body).Error!;
        Assert.Equal(422, error.Code);
        Assert.Equal((field, reason), (error.Details!.Causes![0].Field, error.Details.Causes[0].Reason));
    }

    [Theory]
    [InlineData(nameof(NamespaceState.Missing), 404)]
    [InlineData(nameof(NamespaceState.Terminating), 403)]
    public void Create_NamespaceNotThere_IsRefused(string state, int code)
    {
        var context = Context with { Namespace = Enum.Parse<NamespaceState>(state) };
        var outcome = Operation.Run(Request(WriteVerb.Create, "configmaps", """{"metadata":{"name":"a"}}"""), null, context);
        Assert.Equal(code, outcome.Error!.Code);
    }

    [Fact]
    public void Create_UnknownField_WarnsOrRefuses()
    {
        const string body = """{"metadata":{"name":"a"},"dataa":{},"data":{"k":"1","k":"2"}}""";
        var request = Request(WriteVerb.Create, "configmaps", body);
        Assert.Equal(["unknown field \"dataa\"", "duplicate field \"data.k\""], Operation.Run(request, null, Context).Warnings);
        Assert.Equal(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: " +
            "unknown field \"dataa\", duplicate field \"data.k\"",
            Operation.Run(request with { FieldValidation = "Strict" }, null, Context).Error!.Message);
        Assert.Empty(Operation.Run(request with { FieldValidation = "Ignore" }, null, Context).Warnings);
    }

    [Theory]
    [InlineData("""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"a"}}""",
        "Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion")]
    [InlineData("""{"kind":"Nope","apiVersion":"v1","metadata":{"name":"a"}}""",
        "Nope in version \"v1\" cannot be handled as a ConfigMap: no kind \"Nope\" is registered for version \"v1\" in scheme "
        + "\"pkg/api/legacyscheme/scheme.go:30\"")]
    [InlineData("[]", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: "
        + "json: cannot unmarshal array into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; "
        + "Kind string \"json:\\\"kind,omitempty\\\"\" } (5b5d)")]
    public void Create_OfAnotherKind_SaysWhy(string body, string message) =>
        Assert.Equal(message, Create("configmaps", body).Error!.Message);

    [Theory]
    [InlineData("endpoints", "/registry/services/endpoints/ns/a", """{"metadata":{"name":"a","uid":"u9"}}""")]
    [InlineData("configmaps", "/registry/configmaps/ns/a", """{"metadata":{"name":"a","uid":"u9"}}""")]
    public void Update_WithAnotherUid_IsAConflictThatNamesTheKey(string resource, string key, string body)
    {
        var current = Stored(resource, body, 5);
        var error = Update(current, resource, body).Error!;
        Assert.Equal(409, error.Code);
        Assert.Equal($"Operation cannot be fulfilled on {resource} \"a\": StorageError: invalid object, Code: 4, Key: {key}, "
            + "ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u9, "
            + $"UID in object meta: {current.Uid}", error.Message);
    }

    [Fact]
    public void Patch_StrategicAndStrict_ShowsThePatch()
    {
        var request = Request(WriteVerb.Patch, "configmaps", """{"nope":{"x":1}}""") with
        {
            Name = "a",
            Patch = PatchKind.Strategic,
            FieldValidation = "Strict",
        };
        var refused = Operation.Run(request, Stored("configmaps", """{"metadata":{"name":"a"}}""", 5), Context).Error!;
        Assert.Equal(" \"\" is invalid: patch: Invalid value: \"map[nope:map[x:1]]\": strict decoding error: unknown field \"nope\"",
            refused.Message);
    }

    [Fact]
    public void Update_StaleVersion_IsAConflictAndSameContentIsNoWrite()
    {
        var current = Stored("configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"}}""", 5);
        var stale = Update(current, "configmaps", """{"metadata":{"name":"a","resourceVersion":"4"},"data":{"k":"w"}}""");
        Assert.Equal((409, "Conflict"), (stale.Error!.Code, stale.Error.Reason));
        var same = Update(current, "configmaps", """{"metadata":{"name":"a","resourceVersion":"5"},"data":{"k":"v"}}""");
        Assert.Equal(OutcomeKind.Answer, same.Kind);
        Assert.Null(same.Error);
        var changed = Update(current, "configmaps", """{"metadata":{"name":"a"},"data":{"k":"w"}}""");
        Assert.Equal(OutcomeKind.Store, changed.Kind);
        Assert.Equal(current.Uid, changed.Tree!.Object("metadata")!.Text("uid"));
    }

    [Fact]
    public void Update_OfAVersionNotYetCommitted_NeverMatchesAResourceVersion()
    {
        var pending = Stored("configmaps", """{"metadata":{"name":"a"}}""", 0);
        var outcome = Update(pending, "configmaps", """{"metadata":{"name":"a","resourceVersion":"5"},"data":{"k":"w"}}""");
        Assert.Equal(409, outcome.Error!.Code);
    }

    [Fact]
    public void Update_MainAndStatus_KeepEachOthersHalf()
    {
        const string template = """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
        const string body =
            $$$"""{"metadata":{"name":"d"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{{{template}}}}}""";
        var current = Stored("deployments", body, 5, "apps");
        var status = body.Replace("\"spec\"", "\"status\":{\"replicas\":9},\"spec\"").Replace(":1,", ":7,");
        var main = Update(current, "deployments", status, "apps");
        Assert.Null(main.Tree!.Object("status")!.Integer("replicas"));
        Assert.Equal(2, main.Tree.Object("metadata")!.Integer("generation"));
        var sub = Operation.Run(
            Request(WriteVerb.Update, "deployments", status, "apps") with { Name = "d", Subresource = "status" }, current, Context);
        Assert.Equal(9, sub.Tree!.Object("status")!.Integer("replicas"));
        Assert.Equal(1, sub.Tree.Object("spec")!.Integer("replicas"));
        Assert.Equal(1, sub.Tree.Object("metadata")!.Integer("generation"));
    }

    [Fact]
    public void Put_OfAnAbsentObject_CreatesOnlyWhereTheOriginalDoes()
    {
        var lease = Operation.Run(
            Request(WriteVerb.Update, "leases", """{"metadata":{"name":"l"}}""", "coordination.k8s.io") with { Name = "l" }, null, Context);
        Assert.Equal((201, OutcomeKind.Store), (lease.Code, lease.Kind));
        Assert.Equal(404, Operation.Run(
            Request(WriteVerb.Update, "configmaps", """{"metadata":{"name":"a"}}""") with { Name = "a" }, null, Context).Error!.Code);
    }

    [Fact]
    public void Delete_WithFinalizer_MarksThenRemovesWithTheLastOne()
    {
        var current = Stored("configmaps", """{"metadata":{"name":"a","finalizers":["example.com/x"]}}""", 5);
        var marked = Delete(current, "configmaps");
        Assert.Equal(OutcomeKind.Store, marked.Kind);
        Assert.Equal("2026-01-02T03:04:05Z", marked.Tree!.Object("metadata")!.Text("deletionTimestamp"));
        var terminating = new CurrentVersion(marked.Tree, 6);
        Assert.Equal(OutcomeKind.Answer, Delete(terminating, "configmaps").Kind);
        var adding = Patch(terminating, PatchKind.Merge, """{"metadata":{"finalizers":["example.com/x","example.com/y"]}}""");
        Assert.Equal("FieldValueForbidden", adding.Error!.Details!.Causes![0].Reason);
        Assert.Equal(OutcomeKind.Remove, Patch(terminating, PatchKind.Merge, """{"metadata":{"finalizers":null}}""").Kind);
    }

    [Fact]
    public void Delete_Preconditions_AreCompared()
    {
        var current = Stored("configmaps", """{"metadata":{"name":"a"}}""", 5);
        var request = Request(WriteVerb.Delete, "configmaps", "") with { Name = "a" };
        Assert.Equal(409, Operation.Run(request with { PreconditionUid = "other" }, current, Context).Error!.Code);
        Assert.Equal(409, Operation.Run(request with { PreconditionResourceVersion = "4" }, current, Context).Error!.Code);
        var done = Operation.Run(request with { PreconditionResourceVersion = "5", PreconditionUid = current.Uid }, current, Context);
        Assert.Equal(OutcomeKind.Remove, done.Kind);
        Assert.Equal("configmaps", done.Success!.Object("details")!.Text("kind"));
    }

    [Theory]
    [InlineData("node", null, 30)]
    [InlineData("node", 5L, 5)]
    [InlineData("", 30L, 0)]
    public void Delete_Pod_IsGracefulOnlyWhenScheduled(string node, long? asked, int grace)
    {
        var current = Stored("pods", $$$"""
            {"metadata":{"name":"p"},"spec":{"nodeName":"{{{node}}}","containers":[{"name":"c","image":"i"}]}}
            """, 5);
        var outcome = Operation.Run(
            Request(WriteVerb.Delete, "pods", "") with { Name = "p", GracePeriodSeconds = asked }, current, Context);
        Assert.Equal(grace > 0 ? OutcomeKind.Store : OutcomeKind.Remove, outcome.Kind);
        Assert.Equal(grace, outcome.Tree!.Object("metadata")!.Integer("deletionGracePeriodSeconds"));
    }

    [Fact]
    public void Delete_Namespace_WaitsForItsFinalizerAndImmortalsStay()
    {
        var create = Request(WriteVerb.Create, "namespaces", """{"metadata":{"name":"n"}}""") with { Namespace = "" };
        var made = Operation.Run(create, null, Context);
        Assert.Equal("n", made.Tree!.Object("metadata")!.Object("labels")!.Text("kubernetes.io/metadata.name"));
        var request = Request(WriteVerb.Delete, "namespaces", "") with { Name = "n", Namespace = "" };
        var marked = Operation.Run(request, new CurrentVersion(made.Tree, 5), Context);
        Assert.Equal("Terminating", marked.Tree!.Object("status")!.Text("phase"));
        Assert.Equal(403, Operation.Run(request with { Name = "default" }, new CurrentVersion(made.Tree, 5), Context).Error!.Code);
        var finalized = Operation.Run(
            Request(WriteVerb.Update, "namespaces", """{"metadata":{"name":"n"},"spec":{}}""") with
            {
                Name = "n",
                Namespace = "",
                Subresource = "finalize",
            },
            new CurrentVersion(marked.Tree, 6), Context);
        Assert.Equal(OutcomeKind.Remove, finalized.Kind);
    }

    [Theory]
    [InlineData("""{"kind":"Pod"}""", "converting (v1.Pod) to (core.ConfigMap): unknown conversion")]
    [InlineData("""{"apiVersion":"v2"}""",
        "no kind \"ConfigMap\" is registered for version \"v2\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"")]
    public void Patch_ToAnotherKind_IsInvalid(string patch, string text)
    {
        var error = Patch(Stored("configmaps", """{"metadata":{"name":"a"}}""", 5), PatchKind.Merge, patch).Error!;
        Assert.Equal(422, error.Code);
        Assert.EndsWith(text, error.Message);
    }

    [Fact]
    public void DryRun_WritesNothingAndShowsTheOldVersion()
    {
        var current = Stored("configmaps", """{"metadata":{"name":"a"}}""", 5);
        var request = Request(WriteVerb.Patch, "configmaps", """{"data":{"k":"v"}}""") with
        {
            Name = "a",
            Patch = PatchKind.Merge,
            DryRun = true,
        };
        var outcome = Operation.Run(request, current, Context);
        Assert.Equal(OutcomeKind.Answer, outcome.Kind);
        Assert.Equal("5", outcome.Tree!.Object("metadata")!.Text("resourceVersion"));
        Assert.Equal("v", outcome.Tree.Object("data")!.Text("k"));
    }

    [Fact]
    public void Secret_StringData_IsStoredAsBase64()
    {
        var made = Create("secrets", """{"metadata":{"name":"s"},"stringData":{"k":"ä"}}""");
        Assert.Equal("w6Q=", made.Tree!.Object("data")!.Text("k"));
        Assert.False(made.Tree.Has("stringData"));
    }

    private static WriteRequest Request(WriteVerb verb, string resource, string body, string group = "") => new()
    {
        Group = group,
        Version = "v1",
        Resource = resource,
        Namespace = "ns",
        Verb = verb,
        Body = Encoding.UTF8.GetBytes(body),
        User = UserInfo.ApiServer,
    };

    private static OperationOutcome Create(string resource, string body) =>
        Operation.Run(Request(WriteVerb.Create, resource, body), null, Context);

    private static CurrentVersion Stored(string resource, string body, long revision, string group = "")
    {
        var made = Operation.Run(Request(WriteVerb.Create, resource, body, group), null, Context);
        Assert.Null(made.Error);
        made.Tree!.Object("metadata")!.Set("resourceVersion", revision.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new CurrentVersion(made.Tree, revision);
    }

    private static OperationOutcome Update(CurrentVersion current, string resource, string body, string group = "") => Operation.Run(
        Request(WriteVerb.Update, resource, body, group) with { Name = current.Tree.Object("metadata")!.Text("name")! }, current, Context);

    private static OperationOutcome Patch(CurrentVersion current, PatchKind kind, string body) =>
        Operation.Run(Request(WriteVerb.Patch, "configmaps", body) with { Name = "a", Patch = kind }, current, Context);

    private static OperationOutcome Delete(CurrentVersion current, string resource) =>
        Operation.Run(Request(WriteVerb.Delete, resource, "") with { Name = "a" }, current, Context);
}
