namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>A stored row can't be read with the keys this server has; the message is the original's and names the row.</summary>
internal sealed class UnreadableRowException(RowAddress address, string reason)
    : Exception($"unable to transform key \"{address.Path}\": {reason}");
