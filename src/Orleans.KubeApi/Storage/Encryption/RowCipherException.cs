namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>A body can't be encrypted or decrypted. The message goes to clients and logs: it names rows and keys, never their
/// content.</summary>
internal sealed class RowCipherException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Nobody was reached who could have answered: other rows would fare alike.</summary>
    public bool IsOutage { get; init; }
}
