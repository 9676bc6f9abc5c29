namespace Orleans.KubeApi.Storage.Backup;

/// <summary>A backup can't be written, read or loaded; nothing was changed. The message is for the operator.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
