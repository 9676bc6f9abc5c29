namespace Orleans.KubeApi.Storage;

/// <summary>The database's schema is newer than this program, or its applied migrations differ from the embedded ones.</summary>
internal sealed class StoreSchemaException : Exception
{
    /// <summary>Says what happened, in a sentence for the log.</summary>
    public StoreSchemaException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
