using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// Whether an applied configuration fits the schema: only declared fields, right kinds, no repeated elements. Texts as the original's.
/// </summary>
internal sealed class AppliedCheck
{
    private readonly List<string> _errors = [];

    private AppliedCheck()
    {
    }

    /// <summary>The faults; "" if there are none.</summary>
    public static string Faults(ObjectNode tree, MergeType type)
    {
        var check = new AppliedCheck();
        check.Members(tree, type, "");
        return check._errors.Count switch
        {
            0 => "",
            1 => check._errors[0],
            _ => "errors:\n  " + string.Join("\n  ", check._errors),
        };
    }

    private void Value(Node value, MergeType type, string path)
    {
        if (value is NullNode || type.Type is not { } schema)
        {
            return;
        }

        switch (schema.Shape)
        {
            case TypeShape.Struct or TypeShape.Map:
                if (value is ObjectNode map)
                {
                    Members(map, type, path);
                }
                else
                {
                    Fault(path, $"expected map, got {Shown(value)}");
                }

                break;
            case TypeShape.List:
                if (value is ArrayNode list)
                {
                    Items(list, type, path);
                }
                else
                {
                    Fault(path, $"expected list, got {Shown(value)}");
                }

                break;
            default:
                Scalar(value, schema.Shape, path);
                break;
        }
    }

    private void Scalar(Node value, TypeShape shape, string path)
    {
        switch (shape)
        {
            case TypeShape.Text or TypeShape.Bytes or TypeShape.Time or TypeShape.MicroTime or TypeShape.Duration:
                if (value is not TextNode)
                {
                    Fault(path, $"expected string, got &value.valueUnstructured{{Value:{Syntax(value)}}}");
                }

                break;
            case TypeShape.Int32 or TypeShape.Int64 or TypeShape.Double:
                if (value is not NumberNode)
                {
                    Fault(path, $"expected numeric (int or float), got {GoType(value)}");
                }

                break;
            case TypeShape.Boolean:
                if (value is not BoolNode)
                {
                    Fault(path, $"expected boolean, got {Shown(value)}");
                }

                break;
            case TypeShape.Quantity or TypeShape.IntOrString:
                if (value is ObjectNode or ArrayNode)
                {
                    Fault(path, $"expected any scalar, got {Shown(value)}");
                }

                break;
        }
    }

    private void Members(ObjectNode map, MergeType type, string path)
    {
        foreach (var (name, value) in map)
        {
            var below = $"{path}.{name}";
            var member = type.Member(name, out var isDeclared);
            if (!isDeclared && type.Type?.Shape == TypeShape.Struct)
            {
                Fault(below, "field not declared in schema");
                return;
            }

            Value(value, member, below);
        }
    }

    private void Items(ArrayNode list, MergeType type, string path)
    {
        var isAssociative = type.Form == MergeForm.List;
        var seen = new HashSet<PathElement>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (!isAssociative)
            {
                Value(list.Items[i], type.Element, $"{path}[{i}]");
                continue;
            }

            if (type.ElementOf(list.Items[i], out var error) is not { } element)
            {
                Fault(path, $"element {i}: {error}");
                return;
            }

            if (!seen.Add(element))
            {
                Fault(path, $"duplicate entries for key {element}");
            }

            Value(list.Items[i], type.Element, path + element);
        }
    }

    private void Fault(string path, string text) => _errors.Add(path.Length == 0 ? text : $"{path}: {text}");

    // Go's %v of a wrapped value.
    private static string Shown(Node value) => $"&{{{GoText.Value(value)}}}";

    // Go's %#v of the same.
    private static string Syntax(Node value) => value switch
    {
        TextNode text => GoText.Quote(text.Value),
        ArrayNode list => $"[]interface {{}}{{{string.Join(", ", list.Items.Select(Syntax))}}}",
        ObjectNode map => $"map[string]interface {{}}{{{string.Join(", ", map.Select(m => $"{GoText.Quote(m.Key)}:{Syntax(m.Value)}"))}}}",
        _ => GoText.Value(value),
    };

    private static string GoType(Node value) => value switch
    {
        TextNode => "string",
        BoolNode => "bool",
        ArrayNode => "[]interface {}",
        _ => "map[string]interface {}",
    };
}
