using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// The documentation that documents show: the client library's, and our own where it has none. Some megabytes: load, render, let go.
/// </summary>
internal sealed class SchemaTexts : ISchemaTexts
{
    private readonly ApiTexts _library = ApiTexts.Load();

    /// <inheritdoc/>
    public string OfType(string type) => OwnTexts.Of(type) ?? _library.OfType(type) ?? "";

    /// <inheritdoc/>
    public string OfField(string type, string field) => _library.OfField(type, field) ?? "";
}
