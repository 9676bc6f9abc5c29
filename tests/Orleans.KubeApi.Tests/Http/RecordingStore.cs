using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>An object store that remembers what it was asked and answers what it was told.</summary>
internal sealed class RecordingStore : IObjectStore
{
    private readonly List<WriteRequest> _requests = [];

    public Func<WriteRequest, WriteResult> Answer { get; set; } = request => new WriteResult
    {
        Code = request.Verb == WriteVerb.Create ? 201 : 200,
        Body = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x","namespace":"d","resourceVersion":"7"}}"""u8.ToArray(),
    };

    public IReadOnlyList<WriteRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests.OrderBy(r => r.Name, StringComparer.Ordinal)];
            }
        }
    }

    public WriteRequest Last => _requests[^1];

    public ValueTask<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        lock (_requests)
        {
            _requests.Add(request);
        }

        return new(Answer(request));
    }
}
