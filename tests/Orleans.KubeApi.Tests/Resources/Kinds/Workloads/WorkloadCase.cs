using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Workloads;

/// <summary>Writes of workload kinds without a server. Bodies may use the short words of <see cref="Expand"/>.</summary>
internal static class WorkloadCase
{
    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());

    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    /// <summary>Creates an object; <paramref name="resource"/> is <c>group/version/resource</c>.</summary>
    public static OperationOutcome Create(string resource, string body) =>
        Operation.Run(Request(resource, WriteVerb.Create, body), null, Context);

    /// <summary>The stored object of a create that must succeed.</summary>
    public static ObjectNode Stored(string resource, string body)
    {
        var made = Create(resource, body);
        Assert.True(made.Error is null, made.Error?.Message);
        made.Tree!.Object("metadata")!.Set("resourceVersion", "5");
        return made.Tree;
    }

    /// <summary>A merge patch of an object or its status.</summary>
    public static OperationOutcome Patch(string resource, ObjectNode stored, string patch, string subresource = "") => Operation.Run(
        Request(resource, WriteVerb.Patch, patch) with { Patch = PatchKind.Merge, Name = "a", Subresource = subresource },
        new CurrentVersion(stored, 5), Context);

    /// <summary>Field and message of every cause, a line each; "" if there is none.</summary>
    public static string Causes(OperationOutcome outcome) =>
        string.Join('\n', (outcome.Error?.Details?.Causes ?? []).Select(c => $"{c.Field}: {c.Message}"));

    /// <summary>The JSON of a member by its path (<c>spec.rules.0.name</c>), "" if it is absent.</summary>
    public static string At(ObjectNode tree, string path)
    {
        Node? at = tree;
        foreach (var name in path.Split('/'))
        {
            at = at switch
            {
                ObjectNode members => members[name],
                ArrayNode items => items.Items[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)],
                _ => null,
            };
        }

        return at?.ToString() ?? "";
    }

    /// <summary>@POD is a pod's spec with one container, @APP a template of it with the label app=a, @SEL the selector of that.</summary>
    private static string Expand(string body) => body
        .Replace("@SEL", """{"matchLabels":{"app":"a"}}""", StringComparison.Ordinal)
        .Replace("@APP", """{"metadata":{"labels":{"app":"a"}},"spec":{@POD}}""", StringComparison.Ordinal)
        .Replace("@POD", """ "containers":[{"name":"main","image":"i:1"}]""", StringComparison.Ordinal);

    private static WriteRequest Request(string resource, WriteVerb verb, string body)
    {
        var parts = resource.Split('/');
        var isCluster = parts[2] is "priorityclasses" or "runtimeclasses";
        return new WriteRequest
        {
            Group = parts[0], Version = parts[1], Resource = parts[2], Namespace = isCluster ? "" : "ns", Verb = verb,
            Body = Encoding.UTF8.GetBytes(Expand(body)),
        };
    }
}
