using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// The annotation in which kubectl's client-side apply keeps its configuration: respected and kept in step when kubectl itself goes over to
/// server-side apply.
/// </summary>
internal static class LastApplied
{
    /// <summary>The only manager this is done for.</summary>
    public const string Manager = "kubectl";

    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const int AnnotationsLimit = 256 * 1024;

    /// <summary>The fields of the annotation's configuration that the object still has as they are there; null if there is none.</summary>
    public static FieldSet? Fields(OwnershipScope scope, ObjectNode live)
    {
        if (TextOf(live) is not { Length: > 0 } json)
        {
            return null;
        }

        ObjectNode? config;
        try
        {
            config = NodeReader.Parse(Encoding.UTF8.GetBytes(json)) as ObjectNode;
        }
        catch (JsonException)
        {
            return null;
        }

        if (config?.Text("apiVersion") != scope.ApiVersion || AppliedCheck.Faults(config, scope.Type).Length > 0)
        {
            return null;
        }

        var delta = FieldCompare.Compare(config, live, scope.Type);
        return FieldWalk.SetOf(config, scope.Type).Except(delta.Modified).Except(delta.Added).Except(delta.Removed);
    }

    /// <summary>After kubectl applied: the annotation, where the object has it, says what was applied.</summary>
    public static void Renew(ObjectNode tree, ObjectNode config)
    {
        if (TextOf(tree) is not { Length: > 0 })
        {
            return;
        }

        var copy = (ObjectNode)config.Clone();
        copy.Object("metadata")?.Object("annotations")?.Remove(Annotation);
        // Trees may share subtrees with the object before.
        var metadata = (ObjectNode)tree.Object("metadata")!.Clone();
        var annotations = metadata.Object("annotations")!;
        annotations.Set(Annotation, Sorted(copy) + "\n");
        var size = annotations.Sum(a => Encoding.UTF8.GetByteCount(a.Key) + Encoding.UTF8.GetByteCount((a.Value as TextNode)?.Value ?? ""));
        if (size > AnnotationsLimit)
        {
            annotations.Remove(Annotation);
        }

        tree.Set("metadata", metadata);
    }

    private static string? TextOf(ObjectNode tree) => tree.Object("metadata")?.Object("annotations")?.Text(Annotation);

    // As Go prints a map.
    private static string Sorted(Node value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Node value)
    {
        switch (value)
        {
            case ObjectNode map:
                text.Append('{');
                foreach (var (name, member) in map.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    text.Append(text[^1] == '{' ? "" : ",");
                    GoJsonString.Append(text, name);
                    text.Append(':');
                    Append(text, member);
                }

                text.Append('}');
                break;
            case ArrayNode list:
                text.Append('[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    text.Append(i > 0 ? "," : "");
                    Append(text, list.Items[i]);
                }

                text.Append(']');
                break;
            case TextNode plain:
                GoJsonString.Append(text, plain.Value);
                break;
            default:
                text.Append(value);
                break;
        }
    }
}
