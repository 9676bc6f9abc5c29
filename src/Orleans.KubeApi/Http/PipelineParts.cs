using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Health;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Pages;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http;

/// <summary>Everything that <see cref="KubeApiPipeline"/> is built from. Hosting fills it in.</summary>
internal sealed record PipelineParts
{
    public PipelineOptions Options { get; init; } = new();

    public required RequestAuthenticator Authenticator { get; init; }

    /// <summary>Tokens of service accounts; null where there are none (tests).</summary>
    public AccountTokens? Accounts { get; init; }

    public required IAuthorizer Authorizer { get; init; }

    /// <summary>Null: no audit.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>The first part of the dashboard's paths.</summary>
    public const string DashboardSegment = "orleans";

    /// <summary>Flow control's levels and schemas; null: plain limits only.</summary>
    public FlowController? Flow { get; init; }

    /// <summary>The catalog of this moment; a request asks once.</summary>
    public required Func<ResourceCatalog> Catalog { get; init; }

    /// <summary>Answers discovery paths; null for paths that are none.</summary>
    public required Func<DiscoveryRequest, DiscoveryAnswer?> Discovery { get; init; }

    public required ICollectionCaches Caches { get; init; }

    public required IObjectStore Store { get; init; }

    public required TableSource Tables { get; init; }

    public required IReadiness Readiness { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What is counted; null: nothing, and there is no page of metrics.</summary>
    public FrontMetrics? Metrics { get; init; }

    /// <summary>Answers the paths of Orleans' dashboard, which begin with <see cref="DashboardSegment"/>; null: they are unknown.</summary>
    public RequestDelegate? Dashboard { get; init; }

    /// <summary>What /statusz and /flagz tell; null: there are no such pages.</summary>
    public ServerFacts? Facts { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Cancelled when the server begins to stop.</summary>
    public CancellationToken Stopping { get; init; }
}
