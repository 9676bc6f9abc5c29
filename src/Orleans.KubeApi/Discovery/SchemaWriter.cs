using System.Text.Json;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// Writes types as OpenAPI schemas. Version 2 differs from 3 as in the original: it has no defaults, references stand beside descriptions
/// instead of in allOf, and quantities are just strings.
/// </summary>
internal sealed class SchemaWriter(Utf8JsonWriter writer, ISchemaTexts texts, OpenApiKinds kinds, bool v3)
{
    // Types that may be any JSON value, for which a schema without a type is the only honest one.
    private const string CustomPrefix = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON";
    private const string CustomStruct = CustomPrefix + "SchemaProps";

    private readonly string _refPrefix = v3 ? "#/components/schemas/" : "#/definitions/";

    /// <summary>Writes a reference to a type as a property "$ref" of the object being written.</summary>
    public void Reference(string type) => writer.WriteString("$ref", _refPrefix + type);

    /// <summary>Writes the schema object of a named type.</summary>
    public void Definition(TypeSchema type)
    {
        writer.WriteStartObject();
        Text(texts.OfType(type.Name));
        if (type.Shape == TypeShape.Struct && !IsFree(type.Name))
        {
            Struct(type);
        }
        else
        {
            Special(type);
        }

        Kinds(type.Name);
        writer.WriteEndObject();
    }

    private static bool IsFree(string name) => name.StartsWith(CustomPrefix, StringComparison.Ordinal) && name != CustomStruct;

    /// <summary>Whether uses of the type refer to a named schema instead of repeating it.</summary>
    public static bool IsReference(TypeSchema type) =>
        type.Name.Length > 0
        && type.Shape is TypeShape.Struct or TypeShape.Quantity or TypeShape.IntOrString or TypeShape.Time or TypeShape.MicroTime
            or TypeShape.Duration or TypeShape.Any;

    private void Text(string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString("description", text);
        }
    }

    private void Struct(TypeSchema type)
    {
        writer.WriteString("type", "object");
        var required = type.Fields.Where(f => f.Required).ToList();
        if (required.Count > 0)
        {
            writer.WriteStartArray("required");
            required.ForEach(f => writer.WriteStringValue(f.Name));
            writer.WriteEndArray();
        }

        if (type.Fields.Count > 0)
        {
            writer.WriteStartObject("properties");
            foreach (var field in type.Fields.OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                writer.WritePropertyName(field.Name);
                Property(type, field);
            }

            writer.WriteEndObject();
        }

        if (type.Atomic)
        {
            writer.WriteString("x-kubernetes-map-type", "atomic");
        }

        if (OpenApiUnions.Of(type.Name) is { } union)
        {
            Union(union);
        }
    }

    private void Property(TypeSchema owner, FieldSchema field)
    {
        writer.WriteStartObject();
        var text = texts.OfField(owner.Name, field.Name) + EnumText(field.Type);
        if (IsFree(field.Type.Name) && text.StartsWith("JSON", StringComparison.Ordinal))
        {
            // The library repeats the text of such a type at its uses; the original has none there.
            text = "";
        }

        Text(text);
        Use(field.Type, alone: !v3 || text.Length == 0);
        if (v3 && DefaultOf(field) is { } standard)
        {
            writer.WritePropertyName("default");
            writer.WriteRawValue(standard, skipInputValidation: true);
        }

        Extension("x-kubernetes-list-type", field.ListType);
        Extension("x-kubernetes-map-type", field.MapType);
        Extension("x-kubernetes-patch-strategy", field.PatchStrategy);
        Extension("x-kubernetes-patch-merge-key", field.PatchMergeKey);
        if (field.ListMapKeys.Count > 0)
        {
            writer.WriteStartArray("x-kubernetes-list-map-keys");
            foreach (var key in field.ListMapKeys)
            {
                writer.WriteStringValue(key);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // The original tells the values in the text, too: kubectl before 1.30 shows nothing else.
    private static string EnumText(TypeSchema type) =>
        type.Values.Count == 0 ? "" : "\n\nPossible enum values:" + string.Concat(type.Values.Select(v => $"\n - `\"{v}\"`"));

    // The members of the schema object of a value of this type.
    private void Use(TypeSchema type, bool alone = true)
    {
        if (!IsReference(type))
        {
            Inline(type);
            return;
        }

        if (alone)
        {
            Reference(type.Name);
            return;
        }

        writer.WriteStartArray("allOf");
        writer.WriteStartObject();
        Reference(type.Name);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void Inline(TypeSchema type)
    {
        switch (type.Shape)
        {
            case TypeShape.List:
                writer.WriteString("type", "array");
                Element("items", type);
                break;
            case TypeShape.Map:
                writer.WriteString("type", "object");
                Element("additionalProperties", type);
                break;
            default:
                Scalar(type);
                break;
        }
    }

    private void Element(string name, TypeSchema type)
    {
        if (type.Element is { } element)
        {
            writer.WriteStartObject(name);
            Use(element);
            writer.WriteEndObject();
        }
    }

    private void Scalar(TypeSchema type)
    {
        var (kind, format) = type.Shape switch
        {
            TypeShape.Boolean => ("boolean", ""),
            TypeShape.Int32 => ("integer", "int32"),
            TypeShape.Int64 => ("integer", "int64"),
            TypeShape.Double => ("number", "double"),
            TypeShape.Bytes => ("string", "byte"),
            TypeShape.Time or TypeShape.MicroTime => ("string", "date-time"),
            TypeShape.Any or TypeShape.Struct => ("object", ""),
            _ => ("string", ""),
        };
        writer.WriteString("type", kind);
        Extension("format", format);
        if (type.Values.Count > 0)
        {
            writer.WriteStartArray("enum");
            foreach (var value in type.Values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    }

    private void Special(TypeSchema type)
    {
        if (IsFree(type.Name))
        {
            return;
        }

        if (type.Shape == TypeShape.IntOrString)
        {
            Either("integer", "string");
            writer.WriteString("format", "int-or-string");
        }
        else if (type.Shape == TypeShape.Quantity)
        {
            Either("string", "number");
        }
        else
        {
            Scalar(type);
        }
    }

    // Version 2 has no oneOf: there both are strings.
    private void Either(string first, string second)
    {
        if (!v3)
        {
            writer.WriteString("type", "string");
            return;
        }

        writer.WriteStartArray("oneOf");
        foreach (var kind in new[] { first, second })
        {
            writer.WriteStartObject();
            writer.WriteString("type", kind);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? DefaultOf(FieldSchema field)
    {
        if (field.Default is not null)
        {
            return field.Default;
        }

        if (field.Pointer)
        {
            return null;
        }

        return field.Type.Shape switch
        {
            TypeShape.Struct when !IsFree(field.Type.Name) => "{}",
            TypeShape.Text when !field.OmitEmpty => "\"\"",
            TypeShape.Boolean when !field.OmitEmpty => "false",
            TypeShape.Int32 or TypeShape.Int64 or TypeShape.Double when !field.OmitEmpty => "0",
            _ => null,
        };
    }

    private void Extension(string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    private void Union(OpenApiUnion union)
    {
        writer.WriteStartArray("x-kubernetes-unions");
        writer.WriteStartObject();
        Extension("discriminator", union.Discriminator);
        writer.WriteStartObject("fields-to-discriminateBy");
        foreach (var member in union.Members)
        {
            writer.WriteString(member, OperationNames.Upper(member));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void Kinds(string type)
    {
        if (kinds.Of(type) is not { Count: > 0 } all)
        {
            return;
        }

        writer.WriteStartArray("x-kubernetes-group-version-kind");
        foreach (var kind in all)
        {
            Kind(writer, kind);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a kind as an object.</summary>
    public static void Kind(Utf8JsonWriter writer, GroupVersionKind kind)
    {
        writer.WriteStartObject();
        writer.WriteString("group", kind.Group);
        writer.WriteString("kind", kind.Kind);
        writer.WriteString("version", kind.Version);
        writer.WriteEndObject();
    }
}
