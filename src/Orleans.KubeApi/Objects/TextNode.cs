using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>A JSON string. Immutable, may be shared between trees.</summary>
internal sealed class TextNode(string value) : Node
{
    /// <inheritdoc/>
    public override string KindName => "string";

    /// <summary>The text, without escapes.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override Node Clone() => this;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value);
}
