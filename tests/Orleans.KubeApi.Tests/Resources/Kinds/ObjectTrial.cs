using System.Globalization;
using System.Text;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds;

/// <summary>Writes one object without store and plug-ins and shows what came of it, in short texts that tests can name.</summary>
internal sealed class ObjectTrial(string group, string resource, string ns = "ns")
{
    private static readonly WriteOperation Operation = new(BuiltInCatalog.Load());
    private static readonly OperationContext Context =
        new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance, AdmissionChain.Empty);

    /// <summary>The causes of a refused create as "field: reason", in order; "" if it went well.</summary>
    public string Causes(string body) => Show(Create(body));

    /// <summary>The causes of a refused PUT, in order; "" if it went well.</summary>
    public string Causes(string old, string body, string subresource = "") => Show(Update(old, body, subresource));

    /// <summary>A part of a created object as JSON.</summary>
    public string Made(string body, string part)
    {
        var made = Create(body);
        Assert.Equal("", Show(made));
        return made.Tree!.Object(part)?.ToString() ?? "";
    }

    /// <summary>What a create brings about.</summary>
    public OperationOutcome Create(string body) => Operation.Run(Request(WriteVerb.Create, body), null, Context);

    /// <summary>What a PUT on a created object brings about.</summary>
    public OperationOutcome Update(string old, string body, string subresource = "")
    {
        var made = Create(old);
        Assert.Equal("", Show(made));
        return Update(made.Tree!, body, subresource);
    }

    /// <summary>What a PUT on a stored object brings about.</summary>
    public OperationOutcome Update(ObjectNode old, string body, string subresource = "")
    {
        var stored = (ObjectNode)old.Clone();
        stored.Object("metadata")!.Set("resourceVersion", 5.ToString(CultureInfo.InvariantCulture));
        // Not every kind may be written without the version that was read.
        var versioned = body.Replace("\"metadata\":{", "\"metadata\":{\"resourceVersion\":\"5\",", StringComparison.Ordinal);
        var name = stored.Object("metadata")!.Text("name")!;
        var request = Request(WriteVerb.Update, versioned) with { Name = name, Subresource = subresource };
        return Operation.Run(request, new CurrentVersion(stored, 5), Context);
    }

    /// <summary>The causes of what was refused, as <see cref="Causes(string)"/>.</summary>
    public static string Show(OperationOutcome outcome) => outcome.Error is not { } error ? ""
        : error.Details?.Causes is { } causes ? string.Join("; ", causes.Select(c => $"{c.Field}: {c.Reason}")) : error.Message;

    private WriteRequest Request(WriteVerb verb, string body) => new()
    {
        Group = group,
        Version = "v1",
        Resource = resource,
        Namespace = ns,
        Verb = verb,
        Body = Encoding.UTF8.GetBytes(body),
    };
}
