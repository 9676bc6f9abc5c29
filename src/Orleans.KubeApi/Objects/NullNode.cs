using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>JSON null, one shared value. An absent member is no node at all.</summary>
internal sealed class NullNode : Node
{
    private NullNode()
    {
    }

    /// <summary>The one null.</summary>
    public static NullNode Instance { get; } = new();

    /// <inheritdoc/>
    public override string KindName => "null";

    /// <inheritdoc/>
    public override Node Clone() => this;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();
}
