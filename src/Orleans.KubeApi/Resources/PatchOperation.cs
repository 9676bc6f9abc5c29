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
    public static OperationOutcome Run(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        if (request.Patch == PatchKind.Apply)
        {
            throw StatusErrors.NotImplemented("server-side apply is not served yet");
        }

        if (current is null)
        {
            throw StatusErrors.NotFound(type.Resource, request.Name);
        }

        var old = TreeForm.ForRequest(type, current.Tree);
        // The patch may test or name the version it was made from.
        new ObjectMeta(old).Set("resourceVersion", current.Revision == 0 ? null
            : new TextNode(current.Revision.ToString(CultureInfo.InvariantCulture)));
        var tree = Result(request, type, old, warnings);
        var meta = new ObjectMeta(tree);
        if (meta.ResourceVersion != new ObjectMeta(old).ResourceVersion)
        {
            Preconditions.CheckUpdate(request, type, meta, current);
        }

        return UpdateOperation.Apply(request, type, tree, current, context, warnings);
    }

    /// <summary>What a JSON, merge or strategic patch makes of an object of the type's kind; it is still the same object.</summary>
    public static ObjectNode Result(WriteRequest request, ResourceType type, ObjectNode old, List<string> warnings)
    {
        var tree = Decode(request, type, Patch(request, type, (ObjectNode)old.Clone()), warnings);
        var meta = new ObjectMeta(tree);
        CheckIdentity(request, type, meta, new ObjectMeta(old));
        NameChecks.Namespace(request, type, meta);
        return tree;
    }

    private static Node Patch(WriteRequest request, ResourceType type, ObjectNode target)
    {
        if (request.Patch == PatchKind.Json)
        {
            return JsonPatch.Apply(target, request.Body.Span);
        }

        ObjectNode patch;
        try
        {
            patch = NodeReader.Parse(request.Body.Span) as ObjectNode
                ?? throw StatusErrors.BadRequest(
                    "error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}");
        }
        catch (JsonException broken)
        {
            throw StatusErrors.BadRequest($"error decoding patch: {GoJsonText.Explain(request.Body.Span, broken)}");
        }

        return request.Patch == PatchKind.Merge
            ? MergePatch.Apply(target, patch)
            : StrategicMergePatch.Apply(target, patch, type.Schema);
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
            if (request.FieldValidation == "Strict" && decoded.Problems.Count > 0)
            {
                throw StatusErrors.Unprocessable("patch", tree.ToString(), $"strict decoding error: {string.Join(", ", decoded.Problems)}");
            }

            BodyDecoder.Report(request, type, decoded.Problems, warnings);
            return decoded.Object;
        }
        catch (DecodeException wrong)
        {
            throw StatusErrors.Unprocessable("patch", tree.ToString(), wrong.Message);
        }
    }

    private static void CheckKind(ResourceType type, ObjectNode tree)
    {
        var kind = tree.Text("kind");
        var apiVersion = tree.Text("apiVersion");
        if (apiVersion != type.Kind.ApiVersion)
        {
            throw StatusErrors.Unprocessable("patch", tree.ToString(),
                $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }

        if (kind != type.Kind.Kind)
        {
            var group = type.Kind.Group.Length == 0 ? "core" : type.Kind.Group.Split('.')[0];
            throw StatusErrors.Unprocessable("patch", tree.ToString(),
                $"converting ({type.Kind.Version}.{kind}) to ({group}.{type.Kind.Kind}): unknown conversion");
        }
    }

    private static void CheckIdentity(WriteRequest request, ResourceType type, ObjectMeta meta, ObjectMeta old)
    {
        NameChecks.Name(request, meta);
        if (meta.Uid.Length > 0 && meta.Uid != old.Uid)
        {
            throw StatusErrors.Invalid(type.Kind, request.Name,
                [new StatusCause("FieldValueInvalid", $"Invalid value: \"{meta.Uid}\": field is immutable", "metadata.uid")]);
        }
    }
}
