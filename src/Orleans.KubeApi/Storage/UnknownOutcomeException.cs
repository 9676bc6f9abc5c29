namespace Orleans.KubeApi.Storage;

/// <summary>The commit may or may not have happened and the store could not be asked in time. Never retry blindly: answer 504.</summary>
internal sealed class UnknownOutcomeException : Exception
{
    /// <summary>Says what happened, in a sentence for the log.</summary>
    public UnknownOutcomeException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
