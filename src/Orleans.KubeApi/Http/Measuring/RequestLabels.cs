using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>
/// What tells one request's series from another's, as the original normalizes it. All parts come from fixed sets (the catalog, the verbs,
/// the pages), never from a client.
/// </summary>
/// <param name="Type">The served type; null for pages and unknown resources.</param>
/// <param name="Subresource">Of the type; for pages their path.</param>
/// <param name="Verb">GET, LIST, WATCH, CONNECT, POST, PUT, PATCH, APPLY, DELETE, DELETECOLLECTION, OTHER.</param>
/// <param name="Scope">"namespace", "resource", "cluster", "".</param>
/// <param name="DryRun">"All" or "".</param>
internal readonly record struct RequestLabels(ResourceType? Type, string Subresource, string Verb, string Scope, string DryRun)
{
    private const string Unknown = "other";

    /// <summary>The labels of a request, also of one that was refused before it was routed.</summary>
    public static RequestLabels Of(RequestContext context, ResourceCatalog catalog)
    {
        var info = context.Info;
        if (!info.IsResource)
        {
            return new RequestLabels(null, PageOf(context.Target.Segments), VerbOf(context), "", "");
        }

        var type = context.Type ?? catalog.Find(info.Group, info.Version, info.Resource);
        var subresource = info.Subresource.Length == 0 || type is null ? ""
            : type.Subresource(info.Subresource)?.Name ?? Unknown;
        var dryRun = info.Verb is not ("get" or "list" or "watch") && context.Target.Query.Get("dryRun") is { Length: > 0 } ? "All" : "";
        return new RequestLabels(type, subresource, VerbOf(context), ScopeOf(info), dryRun);
    }

    /// <summary>Values of group, version, resource.</summary>
    public (string Group, string Version, string Resource) Resource => Type is { } type
        ? (type.Kind.Group, type.Kind.Version, type.Resource.Resource)
        : ("", "", Scope.Length == 0 ? "" : Unknown);

    /// <summary>By reference where that is enough: this is the key of a look-up per request.</summary>
    public bool Equals(RequestLabels other) => ReferenceEquals(Type, other.Type) && Verb == other.Verb && Scope == other.Scope
        && Subresource == other.Subresource && DryRun == other.DryRun;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        Type is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Type), Verb.Length, Scope.Length,
        Subresource.Length, DryRun.Length, Verb[0]);

    private static string VerbOf(RequestContext context) => context.Info.IsConnection ? "CONNECT" : context.Info.Verb switch
    {
        "get" => "GET",
        "list" => "LIST",
        "watch" => "WATCH",
        "create" or "post" => "POST",
        "update" or "put" => "PUT",
        "patch" => IsApply(context) ? "APPLY" : "PATCH",
        "delete" => "DELETE",
        "deletecollection" => "DELETECOLLECTION",
        _ => "OTHER",
    };

    private static bool IsApply(RequestContext context) =>
        context.Http.Request.ContentType?.StartsWith("application/apply-patch", StringComparison.Ordinal) == true;

    /// <summary>What a request is about: "resource" (one object), "namespace" or "cluster".</summary>
    public static string ScopeOf(RequestInfo info) =>
        info.PathName.Length > 0 ? "resource" : info.Namespace.Length > 0 ? "namespace" : "cluster";

    private static string PageOf(string[] segments) => segments switch
    {
        ["healthz", ..] => "/healthz",
        ["livez", ..] => "/livez",
        ["readyz", ..] => "/readyz",
        ["metrics"] or ["metrics", "slis"] => "/metrics",
        ["statusz"] => "/statusz",
        ["flagz"] => "/flagz",
        ["version"] => "/version",
        ["api", ..] => "/api",
        ["apis", ..] => "/apis",
        ["openapi", "v2", ..] => "/openapi/v2",
        ["openapi", "v3", ..] => "/openapi/v3",
        _ => Unknown,
    };
}
