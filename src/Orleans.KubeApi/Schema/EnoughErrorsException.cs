namespace Orleans.KubeApi.Schema;

/// <summary>So many errors were found that no further one would be told: nobody need look for more.</summary>
internal sealed class EnoughErrorsException : Exception;
