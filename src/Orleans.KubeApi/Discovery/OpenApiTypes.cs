using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Discovery;

/// <summary>The types that documents name: the library's and the two that only OpenAPI knows.</summary>
internal static class OpenApiTypes
{
    private static readonly string[] InfoRequired =
        ["major", "minor", "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"];

    private static readonly string[] InfoOptional = ["emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor"];

    /// <summary>The type of that full name, or null.</summary>
    public static TypeSchema? Find(string name) => name switch
    {
        MetaTypes.Patch => new TypeSchema(name, TypeShape.Any),
        MetaTypes.VersionInfo => VersionInfo(),
        _ => TypeLibrary.BuiltIn.Find(name),
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
