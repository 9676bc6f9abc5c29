using System.Text.Json;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// PATCH of type apply: the body is what the manager wants to be there, not a whole object. Creates the object if there is none.
/// </summary>
internal static class ApplyOperation
{
    /// <summary>Runs an apply.</summary>
    public static ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        if (current is null && request.Subresource.Length > 0)
        {
            throw StatusErrors.NotFound(type.Resource, request.Name);
        }

        var old = current is null ? null : PatchOperation.Seen(type, current);
        var tree = Result(request, type, FieldTracking.ScopeOf(type, request.Subresource), old, context);
        var meta = new ObjectMeta(tree);
        if (old is null && meta.Uid.Length > 0)
        {
            throw StatusErrors.Conflict(type.Resource, request.Name,
                $"uid mismatch: the provided object specified uid {meta.Uid}, and no existing object was found");
        }

        NameChecks.Namespace(request, type, meta);
        NameChecks.Name(request, meta);
        if (old is null)
        {
            meta.Set("resourceVersion", null);
            return CreateOperation.CreateAsync(request, type, tree, current, context, warnings, isTracked: true);
        }

        PatchOperation.CheckVersion(request, type, meta, new ObjectMeta(old), current!);
        return UpdateOperation.ApplyAsync(request, type, tree, current!, context, warnings, isTracked: true);
    }

    /// <summary>What an apply makes of an object of the type's kind, managedFields included.</summary>
    /// <param name="request">The write.</param>
    /// <param name="type">The kind.</param>
    /// <param name="scope">What it owns fields of.</param>
    /// <param name="old">The object before as a patch sees it, null if there is none.</param>
    /// <param name="context">Server time.</param>
    public static ObjectNode Result(
        WriteRequest request, ResourceType type, OwnershipScope scope, ObjectNode? old, OperationContext context) =>
        Merge(request, type, scope, Read(request, type), old, context);

    private static ObjectNode Read(WriteRequest request, ResourceType type)
    {
        ObjectNode config;
        try
        {
            config = NodeReader.Parse(request.Body.Span) switch
            {
                ObjectNode map => map,
                NullNode => [],
                var other => throw StatusErrors.BadRequest("error decoding YAML: error unmarshaling JSON: while decoding JSON: "
                    + $"json: cannot unmarshal {other.KindName} into Go value of type map[string]interface {{}}"),
            };
        }
        catch (JsonException broken)
        {
            throw StatusErrors.BadRequest($"error decoding patch: {GoJsonText.Explain(request.Body.Span, broken)}");
        }

        var given = KindOf(config);
        if (given != type.Kind)
        {
            throw StatusErrors.BadRequest($"invalid object type: {Shown(given)}");
        }

        if (config.Object("metadata")?.Array("managedFields") is not null)
        {
            throw StatusErrors.BadRequest("metadata.managedFields must be nil");
        }

        var faults = AppliedCheck.Faults(config, new MergeType(type.Schema));
        return faults.Length == 0 ? config : throw Failed($"failed to create typed patch object ({Described(config, type)}): {faults}");
    }

    private static ObjectNode Merge(
        WriteRequest request, ResourceType type, OwnershipScope scope, ObjectNode config, ObjectNode? old, OperationContext context)
    {
        var entries = old?.Object("metadata")?.Array("managedFields");
        ManagedSet managed;
        try
        {
            managed = ManagedSet.FromNode(entries);
        }
        catch (FormatException wrong)
        {
            throw Failed($"failed to decode managed fields: {wrong.Message}");
        }

        var live = old is null ? ZeroValue.Struct(type.Schema) : FieldTracking.WithoutEntries(old);
        var applied = ServerSideApply.Apply(
            scope, live, config, managed, request.FieldManager, request.Force, ObjectMeta.Time(context.Now));
        var tree = (ObjectNode)applied.Tree.Clone();
        if (type.Schema.HoldsRaw)
        {
            tree = Written(type, tree, live);
        }

        if (request.FieldManager == LastApplied.Manager)
        {
            LastApplied.Renew(tree, config);
        }

        tree = Canonical(type, tree, config);
        FieldTracking.Put(tree, managed.ToNode());
        return tree;
    }

    // An apply that changes nothing leaves raw JSON as it was written, any other writes it anew.
    private static ObjectNode Written(ResourceType type, ObjectNode tree, ObjectNode live)
    {
        if (FieldCompare.SameValue(tree, live))
        {
            return (ObjectNode)live.Clone();
        }

        RawFields.Rewrite(tree, type.Schema, sorted: true);
        return tree;
    }

    private static ObjectNode Canonical(ResourceType type, ObjectNode tree, ObjectNode config)
    {
        try
        {
            var canonical = ObjectDecoder.Canonicalize(tree, type.Schema).Object;
            canonical.Set("kind", type.Kind.Kind);
            canonical.Set("apiVersion", type.Kind.ApiVersion);
            return canonical;
        }
        catch (DecodeException wrong)
        {
            throw Failed($"failed to convert new object ({Described(config, type)}) to proper version: "
                + $"unable to convert unstructured object to {Shown(type.Kind)}: {wrong.Message}");
        }
    }

    private static GroupVersionKind KindOf(ObjectNode config)
    {
        var version = config.Text("apiVersion") ?? "";
        var kind = config.Text("kind") ?? "";
        return version.Split('/') switch
        {
            [var plain] => new("", plain, kind),
            [var group, var named] => new(group, named, kind),
            _ => new("", "", ""),
        };
    }

    private static string Described(ObjectNode config, ResourceType type)
    {
        var metadata = config.Object("metadata");
        return $"{metadata?.Text("namespace")}/{metadata?.Text("name")}; {Shown(type.Kind)}";
    }

    private static string Shown(GroupVersionKind kind) => $"{kind.Group}/{kind.Version}, Kind={kind.Kind}";

    // The original answers these without a reason.
    private static StatusException Failed(string text) => new(new Status(500, "", text));
}
