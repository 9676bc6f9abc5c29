namespace Orleans.KubeApi.Hosting;

/// <summary>
/// The options are contradictory, out of range, or name files that can't be used. The message is one line for the person who typed them.
/// </summary>
public sealed class KubeApiOptionsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public KubeApiOptionsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public KubeApiOptionsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
