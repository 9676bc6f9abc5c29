using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Discovery;

/// <summary>The catalog's texts, and our own for the few types the package does not describe. Some megabytes: load it, render, let go.</summary>
internal sealed class SchemaTexts : ISchemaTexts
{
    private readonly ApiTexts _texts = ApiTexts.Load();

    /// <inheritdoc/>
    public string OfType(string type) => OwnTexts.Of(type) ?? _texts.OfType(type) ?? "";

    /// <inheritdoc/>
    public string OfField(string type, string field) => _texts.OfField(type, field) ?? "";
}
