using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Catalog;

/// <summary>
/// Our facts say the same as the KubernetesClient package. After a bump of the package this test lists what the new Kubernetes version
/// changed.
/// </summary>
public class KubernetesClientTests
{
    [Fact]
    public void Types_OfEveryServedKind_HaveTheFieldsOfThePackage()
    {
        var models = typeof(V1Pod).Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<KubernetesEntityAttribute>() is not null)
            .ToLookup(t => t.GetCustomAttribute<KubernetesEntityAttribute>()! is var e ? (e.Group, e.ApiVersion, e.Kind) : default);
        var compared = new Dictionary<Type, TypeSchema>();
        var differences = new List<string>();
        foreach (var type in BuiltInCatalog.Load().Types)
        {
            var model = models[(type.Kind.Group, type.Kind.Version, type.Kind.Kind)].FirstOrDefault();
            if (model is null)
            {
                differences.Add($"{type.Kind}: not in the package");
                continue;
            }

            Compare(model, type.Schema, type.Kind.Kind, compared, differences);
        }

        Assert.True(compared.Count > 300, $"only {compared.Count} types were compared");
        Assert.True(differences.Count == 0, string.Join("\n", differences.Distinct()));
    }

    private static void Compare(Type model, TypeSchema type, string path, Dictionary<Type, TypeSchema> compared, List<string> differences)
    {
        if (type.Shape != TypeShape.Struct || !compared.TryAdd(model, type))
        {
            return;
        }

        var theirs = model.GetProperties().Where(p => p.GetCustomAttribute<JsonPropertyNameAttribute>() is not null)
            .ToDictionary(p => p.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name);
        differences.AddRange(theirs.Keys.Except(type.Fields.Select(f => f.Name)).Select(n => $"{path}.{n}: not in our facts"));
        differences.AddRange(type.Fields.Select(f => f.Name).Except(theirs.Keys).Select(n => $"{path}.{n}: not in the package"));
        foreach (var field in type.Fields.Where(f => theirs.ContainsKey(f.Name)))
        {
            CompareField(theirs[field.Name].PropertyType, field.Type, $"{type.GoName}.{field.Name}", compared, differences);
        }
    }

    private static void CompareField(
        Type model, TypeSchema type, string path, Dictionary<Type, TypeSchema> compared, List<string> differences)
    {
        model = Nullable.GetUnderlyingType(model) ?? model;
        if (!Fits(model, type))
        {
            differences.Add($"{path}: {type.Shape} here, {model.Name} there");
            return;
        }

        if (type.Shape is TypeShape.Map or TypeShape.List && model.IsGenericType)
        {
            CompareField(model.GetGenericArguments()[^1], type.Element!, path, compared, differences);
        }
        else
        {
            Compare(model, type, path, compared, differences);
        }
    }

    private static bool Fits(Type model, TypeSchema type) => type.Shape switch
    {
        // The package has no classes for structs without fields.
        TypeShape.Struct when type.Fields.Count == 0 => true,
        TypeShape.Struct => model.IsClass && model.Namespace == "k8s.Models",
        TypeShape.Map => model.IsGenericType && model.GetGenericTypeDefinition() == typeof(IDictionary<,>),
        TypeShape.List => model.IsGenericType && model.GetGenericTypeDefinition() == typeof(IList<>),
        TypeShape.Text or TypeShape.Duration => model == typeof(string),
        TypeShape.Bytes => model == typeof(byte[]),
        TypeShape.Boolean => model == typeof(bool),
        TypeShape.Int32 => model == typeof(int),
        TypeShape.Int64 => model == typeof(long),
        TypeShape.Double => model == typeof(double),
        TypeShape.Quantity => model == typeof(ResourceQuantity),
        TypeShape.IntOrString => model == typeof(IntOrString),
        TypeShape.Time or TypeShape.MicroTime => model == typeof(DateTime),
        _ => true,
    };
}
