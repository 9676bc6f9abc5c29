namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>As if the server understood something else than it was asked: changes the query on its way.</summary>
internal sealed class RewritingLayer(Func<string, string> rewrite) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Query = rewrite(request.RequestUri!.Query) }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
