using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>What the verb handlers work with.</summary>
/// <param name="Caches">Reads and watches.</param>
/// <param name="Store">Writes.</param>
/// <param name="Tables">Table answers.</param>
/// <param name="Stopping">Cancelled when the server begins to stop: watches end.</param>
internal sealed record HandlerServices(ICollectionCaches Caches, IObjectStore Store, TableSource Tables, CancellationToken Stopping)
{
    /// <summary>Tokens of service accounts; null where there are none (tests).</summary>
    public AccountTokens? Accounts { get; init; }

    /// <summary>Answers reviews of access.</summary>
    public IAuthorizer Authorizer { get; init; } = DenyAll.Instance;

    /// <summary>All other credentials, for reviews of tokens.</summary>
    public RequestAuthenticator? Authenticator { get; init; }

    /// <summary>Counts what watches deliver; null: nobody does.</summary>
    public WatchMetrics? Watches { get; init; }

    /// <summary>The renderer for one request's form.</summary>
    public ObjectRenderer Renderer(RequestContext context, OutputFormat format) =>
        new(context.Type, format, ObjectRenderer.ParseInclude(format, context.Target.Query), Tables, context.Time);
}
