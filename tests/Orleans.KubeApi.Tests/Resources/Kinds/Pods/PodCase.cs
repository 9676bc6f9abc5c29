using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Pods;

/// <summary>Writes of pods through the whole write path, without plug-ins.</summary>
internal static class PodCase
{
    private static readonly ResourceCatalog Catalog = BuiltInCatalog.Load();
    private static readonly WriteOperation Operation = new(Catalog);
    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    /// <summary>Creates a pod "p" with one container "c" of image "i:1"; the parts are merged into its spec and metadata.</summary>
    public static OperationOutcome Create(string spec, string metadata = "{}") =>
        Run(WriteVerb.Create, Body(spec, metadata), current: null, "");

    /// <summary>Creates any object of the core group.</summary>
    public static OperationOutcome Create(string resource, ObjectNode body) => Run(WriteVerb.Create, body, null, "", resource);

    /// <summary>Puts a changed pod.</summary>
    public static OperationOutcome Update(ObjectNode old, Action<ObjectNode> change, string subresource = "")
    {
        var body = (ObjectNode)old.Clone();
        body.Object("metadata")!.Set("resourceVersion", "5");
        change(body);
        return Run(WriteVerb.Update, body, new CurrentVersion(old, 5), subresource);
    }

    /// <summary>The body of <see cref="Create(string, string)"/>.</summary>
    public static ObjectNode Body(string spec, string metadata = "{}")
    {
        var pod = Parse("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i:1"}]}}""");
        Merge(pod.Object("spec")!, Parse(spec));
        Merge(pod.Object("metadata")!, Parse(metadata));
        return pod;
    }

    /// <summary>The causes as "reason field", the prefix FieldValue left out.</summary>
    public static string Causes(OperationOutcome outcome) => outcome.Error is null ? "" : string.Join("; ",
        (outcome.Error.Details?.Causes ?? []).Select(c => $"{c.Reason.Replace("FieldValue", "", StringComparison.Ordinal)} {c.Field}"));

    /// <summary>Reads an object; single quotes stand for double ones.</summary>
    public static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json.Replace('\'', '"')));

    private static void Merge(ObjectNode target, ObjectNode part)
    {
        foreach (var (name, value) in part)
        {
            target.Set(name, value);
        }
    }

    private static OperationOutcome Run(
        WriteVerb verb, ObjectNode body, CurrentVersion? current, string subresource, string resource = "pods") => Operation.Run(
        new WriteRequest
        {
            Verb = verb,
            Group = "",
            Version = "v1",
            Resource = resource,
            Namespace = "ns",
            Name = verb == WriteVerb.Create ? "" : "p",
            Subresource = subresource,
            Body = body.ToUtf8(),
        },
        current, Context);
}
