using System.Text;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>As if the server wrote down in each object when it was read.</summary>
internal sealed class CountingLayer : DelegatingHandler
{
    private int _reads;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isOfOneObject = request.RequestUri!.AbsolutePath.Split('/').Length == 7;
        if (request.Method == HttpMethod.Get && isOfOneObject)
        {
            var patch = $$$$"""{"metadata":{"annotations":{"read":"{{{{Interlocked.Increment(ref _reads)}}}}"}}}""";
            using var note = new HttpRequestMessage(HttpMethod.Patch, request.RequestUri)
            {
                Version = request.Version,
                VersionPolicy = request.VersionPolicy,
                Content = new StringContent(patch, Encoding.UTF8, KubeHttp.MergePatch),
            };
            note.Headers.Authorization = request.Headers.Authorization;
            using var answer = await base.SendAsync(note, cancellationToken);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
