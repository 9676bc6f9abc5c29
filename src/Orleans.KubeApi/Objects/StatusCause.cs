namespace Orleans.KubeApi.Objects;

/// <summary>One cause of a refusal: type (FieldValueInvalid, …), text, field path.</summary>
internal sealed record StatusCause(string Reason, string Message, string Field = "")
{
    /// <summary>The cause as JSON; empty parts are left out.</summary>
    public ObjectNode ToNode()
    {
        var node = new ObjectNode();
        foreach (var (name, value) in new[] { ("reason", Reason), ("message", Message), ("field", Field) })
        {
            if (value.Length > 0)
            {
                node.Set(name, value);
            }
        }

        return node;
    }
}
