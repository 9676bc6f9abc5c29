using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>JSON true or false. Immutable, shared.</summary>
internal sealed class BoolNode : Node
{
    private static readonly BoolNode True = new(value: true);
    private static readonly BoolNode False = new(value: false);

    private BoolNode(bool value) => Value = value;

    /// <inheritdoc/>
    public override string KindName => "bool";

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <summary>The shared node for a value.</summary>
    public static BoolNode Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public override Node Clone() => this;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteBooleanValue(Value);
}
