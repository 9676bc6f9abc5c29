namespace Orleans.KubeApi.Schema;

/// <summary>The JSON is well formed but does not fit the type. The message is the text of the original's decoder.</summary>
internal sealed class DecodeException(string message) : Exception(message);
