namespace Orleans.KubeApi.Objects;

/// <summary>
/// The error half of a Kubernetes <c>Status</c>: what every refused request answers. Codes and reasons: apimachinery <c>api/errors</c>.
/// </summary>
/// <param name="Code">The HTTP code.</param>
/// <param name="Reason">The machine-readable reason; "" where the original sends none.</param>
/// <param name="Message">The text a person reads.</param>
/// <param name="Details">What it is about, or null.</param>
/// <param name="Continue">A fresh continue token (an expired page can go on inconsistently with it), or null.</param>
internal sealed record Status(int Code, string Reason, string Message, StatusDetails? Details = null, string? Continue = null)
{
    /// <summary>The <c>Status</c> object (kind, apiVersion, metadata, status, message, reason, details, code).</summary>
    public ObjectNode ToNode()
    {
        var metadata = new ObjectNode();
        if (Continue is not null)
        {
            metadata.Set("continue", Continue);
        }

        var node = new ObjectNode { { "kind", "Status" }, { "apiVersion", "v1" }, { "metadata", metadata }, { "status", "Failure" } };
        if (Message.Length > 0)
        {
            node.Set("message", Message);
        }

        if (Reason.Length > 0)
        {
            node.Set("reason", Reason);
        }

        if (Details is not null)
        {
            node.Set("details", Details.ToNode());
        }

        node.Set("code", Code);
        return node;
    }

    /// <summary>Reads a Status of ours back, e.g. one that crossed a grain call.</summary>
    public static Status FromNode(ObjectNode node)
    {
        var details = node.Object("details");
        return new Status(
            (int)(node.Integer("code") ?? 500), node.Text("reason") ?? "", node.Text("message") ?? "",
            details is null ? null : StatusDetails.FromNode(details), node.Object("metadata")?.Text("continue"));
    }
}
