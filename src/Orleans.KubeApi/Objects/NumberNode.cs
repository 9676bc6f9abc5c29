using System.Globalization;
using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>A JSON number as its text, so that 64-bit integers stay exact. Immutable, may be shared between trees.</summary>
internal sealed class NumberNode : Node
{
    public NumberNode(string text) => Text = text;

    public NumberNode(long value) => Text = value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string KindName => "number";

    /// <summary>The number as it was written.</summary>
    public string Text { get; }

    /// <summary>The value if it is a 64-bit integer without fraction or exponent, else null.</summary>
    public long? AsInteger() =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <inheritdoc/>
    public override Node Clone() => this;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(Text, skipInputValidation: true);
}
