namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>A body is not YAML or beyond a limit; the message is shown to the client.</summary>
internal sealed class YamlTextException(string message) : Exception(message);
