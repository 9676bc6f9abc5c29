using System.Globalization;
using System.Text.Json;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// PATCH: applies to the request's version of the object, then goes the way of an update. Never conflicts unless the patch names a
/// resourceVersion.
/// </summary>
internal static class PatchOperation
{
    /// <summary>Runs a patch.</summary>
    public static ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        if (request.Patch == PatchKind.Apply)
        {
            return ApplyOperation.RunAsync(request, type, current, context, warnings);
        }

        if (current is null)
        {
            throw StatusErrors.NotFound(type.Resource, request.Name);
        }

        var old = Seen(type, current);
        var tree = Result(request, type, old, warnings);
        var meta = new ObjectMeta(tree);
        CheckVersion(request, type, meta, new ObjectMeta(old), current);
        return UpdateOperation.ApplyAsync(request, type, tree, current, context, warnings);
    }

    /// <summary>The object as a patch sees it: in the request's version, with the resourceVersion it was committed with.</summary>
    public static ObjectNode Seen(ResourceType type, CurrentVersion current)
    {
        var old = TreeForm.ForRequest(type, current.Tree);
        new ObjectMeta(old).Set("resourceVersion", current.Revision == 0 ? null
            : new TextNode(current.Revision.ToString(CultureInfo.InvariantCulture)));
        return old;
    }

    /// <summary>A patched object may name the version that it wants to change.</summary>
    public static void CheckVersion(WriteRequest request, ResourceType type, ObjectMeta meta, ObjectMeta old, CurrentVersion current)
    {
        if (meta.ResourceVersion != old.ResourceVersion)
        {
            Preconditions.CheckUpdate(request, type, meta, current);
        }
    }

    /// <summary>What a JSON, merge or strategic patch makes of an object of the type's kind; it is still the same object.</summary>
    public static ObjectNode Result(WriteRequest request, ResourceType type, ObjectNode old, List<string> warnings)
    {
        var target = (ObjectNode)old.Clone();
        RawFields.Rewrite(target, type.Schema, sorted: request.Patch == PatchKind.Strategic);
        var tree = Decode(request, type, Patch(request, type, target), warnings);
        var meta = new ObjectMeta(tree);
        NameChecks.Namespace(request, type, meta);
        NameChecks.Name(request, meta);
        return tree;
    }

    private static Node Patch(WriteRequest request, ResourceType type, ObjectNode target)
    {
        if (request.Patch == PatchKind.Json)
        {
            return JsonPatch.Apply(target, request.Body.Span);
        }

        return request.Patch == PatchKind.Merge
            ? MergePatch.Apply(target, Members(request, "error decoding patch: "))
            : StrategicMergePatch.Apply(target, Members(request, ""), type.Schema);
    }

    private static ObjectNode Members(WriteRequest request, string prefix)
    {
        try
        {
            var patch = NodeReader.Parse(request.Body.Span);
            if (patch is NullNode)
            {
                return request.Patch == PatchKind.Strategic ? [] : throw StatusErrors.BadRequest("Invalid JSON Patch");
            }

            return patch as ObjectNode ?? throw StatusErrors.BadRequest(
                $"{prefix}json: cannot unmarshal {patch.KindName} into Go value of type map[string]interface {{}}");
        }
        catch (JsonException broken)
        {
            throw StatusErrors.BadRequest(prefix + GoJsonText.Explain(request.Body.Span, broken));
        }
    }

    // What the patch itself names twice comes before what its result has too much.
    private static IReadOnlyList<string> Problems(WriteRequest request, IReadOnlyList<string> ofResult)
    {
        if (request.FieldValidation == "Ignore")
        {
            return ofResult;
        }

        var own = request.Patch == PatchKind.Json ? JsonPatchReader.Problems(request.Body.Span) : DuplicateKeys.Find(request.Body.Span);
        return own.Count > 0 ? [.. own, .. ofResult] : ofResult;
    }

    private static ObjectNode Decode(WriteRequest request, ResourceType type, Node patched, List<string> warnings)
    {
        if (patched is not ObjectNode tree)
        {
            throw StatusErrors.Unprocessable("patch", patched.ToString(), "the result is not an object");
        }

        CheckKind(type, tree);
        try
        {
            var decoded = ObjectDecoder.Canonicalize(tree, type.Schema);
            var problems = Problems(request, decoded.Problems);
            if (request.FieldValidation == "Strict" && problems.Count > 0)
            {
                var shown = request.Patch == PatchKind.Strategic ? GoText.Value(Members(request, "")) : Shown(tree);
                throw StatusErrors.Unprocessable("patch", shown, $"strict decoding error: {string.Join(", ", problems)}");
            }

            BodyDecoder.Report(request, type, problems, warnings);
            if (FieldTracking.IsReset(tree))
            {
                FieldTracking.MarkReset(decoded.Object);
            }

            decoded.Object.Set("kind", type.Kind.Kind);
            decoded.Object.Set("apiVersion", type.Kind.ApiVersion);
            return decoded.Object;
        }
        catch (DecodeException wrong)
        {
            throw request.Patch == PatchKind.Strategic
                ? StatusErrors.Unprocessable("patch", GoText.Value(Members(request, "")), RestoreText.Of(wrong.Message))
                : StatusErrors.Unprocessable("patch", Shown(tree), wrong.Message);
        }
    }

    private static void CheckKind(ResourceType type, ObjectNode tree)
    {
        // What the result does not say is taken for granted.
        var kind = tree.Text("kind") is { Length: > 0 } named ? named : type.Kind.Kind;
        var apiVersion = tree.Text("apiVersion") is { Length: > 0 } version ? version : type.Kind.ApiVersion;
        if (apiVersion != type.Kind.ApiVersion)
        {
            throw StatusErrors.Unprocessable("patch", Shown(tree),
                $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }

        if (kind != type.Kind.Kind)
        {
            var group = type.Kind.Group.Length == 0 ? "core" : type.Kind.Group.Split('.')[0];
            throw StatusErrors.Unprocessable("patch", Shown(tree),
                $"converting ({type.Kind.Version}.{kind}) to ({group}.{type.Kind.Kind}): unknown conversion");
        }
    }

    // The original patches a map of raw members, so the first level is sorted.
    private static string Shown(ObjectNode tree)
    {
        var sorted = new ObjectNode(tree.Count);
        foreach (var (name, value) in tree)
        {
            sorted.Append(name, value);
        }

        sorted.SortByName();
        return sorted.ToString();
    }
}
