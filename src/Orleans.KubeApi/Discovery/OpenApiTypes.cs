using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Discovery;

/// <summary>The types that documents name: the library's and the two that only OpenAPI knows.</summary>
internal sealed class OpenApiTypes(TypeLibrary? library)
{
    private static readonly string[] InfoRequired =
        ["major", "minor", "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"];

    private static readonly string[] InfoOptional = ["emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor"];

    private readonly Lazy<TypeLibrary> _library = new(() => library ?? TypeLibrary.Load());

    /// <summary>The type of that full name, or null.</summary>
    public TypeSchema? Find(string name) => name switch
    {
        MetaTypes.Patch => new TypeSchema(name, TypeShape.Any),
        MetaTypes.VersionInfo => VersionInfo(),
        _ => _library.Value.Find(name),
    };

    private static TypeSchema VersionInfo()
    {
        var text = new TypeSchema("", TypeShape.Text);
        var fields = InfoRequired.Select(name => new FieldSchema(name, text) { Required = true })
            .Concat(InfoOptional.Select(name => new FieldSchema(name, text) { OmitEmpty = true })).ToList();
        var info = new TypeSchema(MetaTypes.VersionInfo, TypeShape.Struct);
        info.Complete(fields, element: null, elementIsPointer: false);
        return info;
    }
}
