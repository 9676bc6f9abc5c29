namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>The server answered a watch request with an error instead of a stream.</summary>
internal sealed class KubeRefusal(int code, string text) : Exception($"{code}: {text}")
{
    public int Code { get; } = code;

    public string Text { get; } = text;
}
