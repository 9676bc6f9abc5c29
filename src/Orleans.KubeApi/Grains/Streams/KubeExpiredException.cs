namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// The position lies before what the server still remembers (410 Expired of the HTTP API). Events were missed: list again and go on from
/// the list's resourceVersion.
/// </summary>
[GenerateSerializer, Alias("kubeapi.KubeExpiredException")]
public sealed class KubeExpiredException : Exception
{
    /// <summary>For the serializer.</summary>
    public KubeExpiredException()
        : this("the resourceVersion is too old")
    {
    }

    /// <summary>With the server's message.</summary>
    public KubeExpiredException(string message)
        : base(message)
    {
    }

    /// <summary>With the server's message and a cause.</summary>
    public KubeExpiredException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
