namespace Orleans.KubeApi.Storage;

/// <summary>Another process uses the data folder.</summary>
internal sealed class StoreLockedException : Exception
{
    /// <summary>Says what happened, in a sentence for the log.</summary>
    public StoreLockedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
