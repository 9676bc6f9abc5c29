namespace Orleans.KubeApi.Storage;

/// <summary>The database cannot be reached or cannot work now. Nothing was written by the call; it may be tried again.</summary>
internal sealed class StoreUnavailableException : Exception
{
    /// <summary>Says what happened, in a sentence for the log.</summary>
    public StoreUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
