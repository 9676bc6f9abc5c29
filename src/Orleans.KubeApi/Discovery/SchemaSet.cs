using System.Text.Json;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Discovery;

/// <summary>The named schemas of a document: the types that its operations use, and all that these refer to, sorted by name.</summary>
internal static class SchemaSet
{
    /// <summary>All types that the named ones reach, themselves included. Names without a type are left out.</summary>
    public static SortedDictionary<string, TypeSchema> Closure(IEnumerable<ApiPath> paths, Func<string, TypeSchema?> types)
    {
        var found = new SortedDictionary<string, TypeSchema>(StringComparer.Ordinal);
        var pending = new Stack<TypeSchema>();
        foreach (var operation in paths.SelectMany(p => p.Operations))
        {
            foreach (var name in new[] { operation.Body, operation.Answer })
            {
                if (name.Length > 0 && !found.ContainsKey(name) && types(name) is { } type)
                {
                    found[name] = type;
                    pending.Push(type);
                }
            }
        }

        while (pending.TryPop(out var next))
        {
            Visit(next, found, pending);
        }

        return found;
    }

    /// <summary>Writes the schemas as members of the object being written.</summary>
    public static void Write(Utf8JsonWriter writer, SchemaWriter schemas, SortedDictionary<string, TypeSchema> types)
    {
        foreach (var (name, type) in types)
        {
            writer.WritePropertyName(name);
            schemas.Definition(type);
        }
    }

    private static void Visit(TypeSchema type, SortedDictionary<string, TypeSchema> found, Stack<TypeSchema> pending)
    {
        foreach (var field in type.Fields)
        {
            var inner = field.Type;
            while (!SchemaWriter.IsReference(inner) && inner.Element is { } element)
            {
                inner = element;
            }

            if (SchemaWriter.IsReference(inner) && found.TryAdd(inner.Name, inner))
            {
                pending.Push(inner);
            }
        }
    }
}
