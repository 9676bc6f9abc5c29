using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Network;

/// <summary>Runs writes of one kind as an object's grain does, without the grain.</summary>
internal static class NetworkCase
{
    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());

    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    /// <summary>Creates from a body without kind; without a book nothing is taken, as in a dry run.</summary>
    public static OperationOutcome Create(string resource, string body, ClaimBook? book = null) =>
        Operation.Run(Request(resource, WriteVerb.Create, body), null, Context with { Claims = book });

    /// <summary>Replaces an object.</summary>
    public static OperationOutcome Update(string resource, ObjectNode old, string body, ClaimBook? book = null, string subresource = "") =>
        Operation.Run(
            Request(resource, WriteVerb.Update, body) with { Name = "a", Subresource = subresource }, new CurrentVersion(old, 7),
            Context with { Claims = book });

    /// <summary>"field: message", one a line.</summary>
    public static string Causes(OperationOutcome outcome) => outcome.Error is null ? ""
        : string.Join('\n', (outcome.Error.Details?.Causes ?? []).Select(c => $"{c.Field}: {c.Message}"));

    private static WriteRequest Request(string path, WriteVerb verb, string body)
    {
        var parts = path.Split('/');
        return new WriteRequest
        {
            Group = parts[0], Version = "v1", Resource = parts[1], Namespace = parts.Length > 2 ? "" : "ns", Verb = verb,
            Body = Encoding.UTF8.GetBytes(body),
        };
    }
}
