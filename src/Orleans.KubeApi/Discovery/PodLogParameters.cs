namespace Orleans.KubeApi.Discovery;

/// <summary>The query of pods/log.</summary>
internal static class PodLogParameters
{
    public static IReadOnlyList<ApiParameter> All { get; } =
    [
        new("container", "query", "string", "The container whose log is meant; may be left out if the pod has only one."),
        new("follow", "query", "boolean", "Keep the stream open for new lines."),
        new(
            "insecureSkipTLSVerifyBackend", "query", "boolean",
            "Don't verify the certificate of the kubelet: the log may then be anybody's."),
        new("limitBytes", "query", "integer", "End after about this many bytes."),
        new("previous", "query", "boolean", "The log of the previous, terminated container."),
        new("sinceSeconds", "query", "integer", "Only lines of the last seconds. Not together with sinceTime."),
        new("stream", "query", "string", "All (default), Stdout or Stderr."),
        new("tailLines", "query", "integer", "Only the last lines."),
        new("timestamps", "query", "boolean", "Begin each line with its time."),
    ];
}
