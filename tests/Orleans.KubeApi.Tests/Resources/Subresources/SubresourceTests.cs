using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Subresources;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Subresources;

public sealed class SubresourceTests
{
    private const string Deployment =
        """
        {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d","namespace":"ns","uid":"u1","generation":3},
        "spec":{"replicas":2,"selector":{"matchLabels":{"b":"2","a":"1"}},"template":{"metadata":{"labels":{"a":"1","b":"2"}},
        "spec":{"containers":[{"name":"c","image":"i"}]}}},"status":{"replicas":1}}
        """;

    private const string Pod =
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"ns","uid":"u2"},
        "spec":{"containers":[{"name":"c","image":"i"}]},"status":{"phase":"Pending"}}
        """;

    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());
    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    [Fact]
    public void ScaleView_Workload_ShowsSortedSelectorAsText()
    {
        var scale = ScaleView.Of(Parse(Deployment));

        Assert.Equal("""{"replicas":2}""", scale["spec"]!.ToString());
        Assert.Equal("""{"replicas":1,"selector":"a=1,b=2"}""", scale["status"]!.ToString());
    }

    [Theory]
    [InlineData(nameof(WriteVerb.Update), """{"metadata":{"name":"d"},"spec":{"replicas":5}}""", 5)]
    [InlineData(nameof(WriteVerb.Patch), """{"spec":{"replicas":4}}""", 4)]
    public void Scale_Write_ChangesOnlyReplicas(string verb, string body, int replicas)
    {
        var outcome = Scale(Enum.Parse<WriteVerb>(verb), body);

        Assert.Null(outcome.Error);
        Assert.Equal(OutcomeKind.Store, outcome.Kind);
        Assert.Equal(replicas, outcome.Tree!.Object("spec")!.Integer("replicas"));
        Assert.Equal(4, outcome.Tree.Object("metadata")!.Integer("generation"));
        Assert.Equal(1, outcome.Tree.Object("status")!.Integer("replicas"));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"d"},"spec":{"replicas":-1}}""", 422,
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("""{"metadata":{"name":"d","resourceVersion":"1"}}""", 409, StatusErrors.ConflictText)]
    [InlineData("""{"metadata":{"name":"d","uid":"u9"}}""", 409, "Precondition failed: UID in precondition: u9, UID in object meta: u1")]
    [InlineData("""{"metadata":{"name":"x"}}""", 400, "the name of the object (x) does not match the name on the URL (d)")]
    public void Scale_WrongBody_IsRefused(string body, int code, string text)
    {
        var error = Scale(WriteVerb.Update, body).Error!;

        Assert.Equal(code, error.Code);
        Assert.EndsWith(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scale_MissingWorkload_IsNotFoundAsTheScaleItself()
    {
        var request = Request(WriteVerb.Patch, "apps", "deployments", "scale", "d", "{}") with { Patch = PatchKind.Merge };

        Assert.Equal("deployments/scale.apps \"d\" not found", Operation.Run(request, null, Context).Error!.Message);
    }

    [Fact]
    public void Binding_FreePod_GetsNodeAnnotationsAndCondition()
    {
        var outcome = Bind(Pod, """{"metadata":{"name":"p","annotations":{"a":"b"}},"target":{"kind":"Node","name":"n"}}""");

        Assert.Equal(201, outcome.Code);
        Assert.Equal("Success", outcome.Success!.Text("status"));
        Assert.Equal("n", outcome.Tree!.Object("spec")!.Text("nodeName"));
        Assert.Equal("b", outcome.Tree.Object("metadata")!.Object("annotations")!.Text("a"));
        var condition = (ObjectNode)Assert.Single(outcome.Tree.Object("status")!.Array("conditions")!.Items);
        Assert.Equal(("PodScheduled", "True"), (condition.Text("type"), condition.Text("status")));
    }

    [Theory]
    [InlineData("""{"nodeName":"x"}""", "{}", """{"kind":"Node","name":"n"}""", 409, "pod p is already assigned to node \"x\"")]
    [InlineData("""{"schedulingGates":[{"name":"g"}]}""", "{}", """{"name":"n"}""", 409, "pod p has non-empty .spec.schedulingGates")]
    [InlineData("{}", """{"deletionTimestamp":"2026-01-01T00:00:00Z"}""", """{"name":"n"}""", 409,
        "pod p is being deleted, cannot be assigned to a host")]
    [InlineData("{}", "{}", """{"kind":"Node","name":""}""", 500, "target.name: Required value")]
    [InlineData("{}", "{}", """{"kind":"Pod","name":"n"}""", 500,
        "target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\"")]
    public void Binding_WrongPodOrTarget_IsRefused(string spec, string metadata, string target, int code, string text)
    {
        var pod = Parse(Pod);
        pod.Set("spec", Parse(spec));
        foreach (var (name, value) in Parse(metadata))
        {
            pod.Object("metadata")!.Set(name, value);
        }

        var error = Bind(pod.ToString(), $$"""{"metadata":{"name":"p"},"target":{{target}}}""").Error!;

        Assert.Equal(code, error.Code);
        Assert.EndsWith(text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("namespaces", "n", """{"metadata":{"name":"n","uid":"u"},"spec":{"finalizers":["kubernetes"]}}""", null)]
    [InlineData("configmaps", "n", """{"metadata":{"name":"n","uid":"u","finalizers":["x.y/z"]}}""", 0L)]
    public void Delete_HeldObject_IsMarked(string resource, string name, string json, long? grace)
    {
        var current = new CurrentVersion(Parse(json), 5);
        var request = Request(WriteVerb.Delete, "", resource, "", name, "") with { Namespace = resource == "namespaces" ? "" : "ns" };

        var meta = Operation.Run(request, current, Context).Tree!.Object("metadata")!;

        Assert.Equal("2026-01-02T03:04:05Z", meta.Text("deletionTimestamp"));
        Assert.Equal(grace, meta.Integer("deletionGracePeriodSeconds"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Background", false)]
    public void Delete_Job_WarnsOfOrphansOnlyWithoutPolicy(string policy, bool warns)
    {
        var current = new CurrentVersion(Parse("""{"metadata":{"name":"j","uid":"u"}}"""), 5);
        var request = Request(WriteVerb.Delete, "batch", "jobs", "", "j", "") with { PropagationPolicy = policy };

        Assert.Equal(warns ? 1 : 0, Operation.Run(request, current, Context).Warnings.Count);
    }

    [Theory]
    [InlineData(null, 30, "2026-01-02T03:05:00Z")]
    [InlineData(60L, 30, "2026-01-02T03:05:00Z")]
    [InlineData(5L, 5, "2026-01-02T03:04:35Z")]
    public void Delete_TerminatingPod_MayOnlyBeHurried(long? asked, int grace, string until)
    {
        var pod = Parse(Pod);
        pod.Object("spec")!.Set("nodeName", "n");
        pod.Object("metadata")!.Set("deletionTimestamp", "2026-01-02T03:05:00Z");
        pod.Object("metadata")!.Set("deletionGracePeriodSeconds", 30L);
        var request = Request(WriteVerb.Delete, "", "pods", "", "p", "") with { GracePeriodSeconds = asked };

        var meta = Operation.Run(request, new CurrentVersion(pod, 5), Context).Tree!.Object("metadata")!;

        Assert.Equal((grace, until), ((int)meta.Integer("deletionGracePeriodSeconds")!, meta.Text("deletionTimestamp")));
    }

    private static OperationOutcome Scale(WriteVerb verb, string body) => Operation.Run(
        Request(verb, "apps", "deployments", "scale", "d", body) with
        {
            Patch = verb == WriteVerb.Patch ? PatchKind.Merge
        : PatchKind.None
        },
        new CurrentVersion(Parse(Deployment), 7), Context);

    private static OperationOutcome Bind(string pod, string body) => Operation.Run(
        Request(WriteVerb.Create, "", "pods", "binding", "p", body), new CurrentVersion(Parse(pod), 7), Context);

    private static WriteRequest Request(WriteVerb verb, string group, string resource, string subresource, string name, string body) =>
        new()
        {
            Group = group,
            Version = "v1",
            Resource = resource,
            Subresource = subresource,
            Namespace = "ns",
            Name = name,
            Verb = verb,
            Body = Encoding.UTF8.GetBytes(body),
            FieldManager = "test",
        };

    private static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));
}
