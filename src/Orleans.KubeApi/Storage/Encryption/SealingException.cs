namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>A commit was refused because its bodies can't be encrypted now; nothing was written.</summary>
internal sealed class SealingException(string message, Exception inner) : Exception(message, inner);
