namespace Orleans.KubeApi.Discovery;

/// <summary>The paths that belong to no group version, by the key of their OpenAPI v3 document ("apis/apps").</summary>
internal static class CommonPaths
{
    /// <summary>The documents, sorted by key.</summary>
    public static IReadOnlyList<(string Key, ApiPath Path)> Of(GroupVersions groups)
    {
        var all = new List<(string, ApiPath)>
        {
            (".well-known/openid-configuration", Text(
                ".well-known/openid-configuration", "getServiceAccountIssuerOpenIDConfiguration", "WellKnown", "application/json",
                "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'")),
            ("openid/v1/jwks", Text(
                "openid/v1/jwks", "getServiceAccountIssuerOpenIDKeyset", "openid", "application/jwk-set+json",
                "get service account issuer OpenID JSON Web Key Set (contains public token verification keys)")),
            ("version", One("version", new("get", "getCodeVersion", "get the version information for this server")
            {
                Tag = "version", Answer = MetaTypes.VersionInfo, Consumes = MediaTypes.Json, Produces = MediaTypes.Json,
            })),
            ("apis", Discovery("apis", "getAPIVersions", "get available API versions", "apis", MetaTypes.ApiGroupList)),
        };
        foreach (var group in groups.Groups)
        {
            var camel = OperationNames.GroupCamel(group.Name);
            all.Add(group.Name.Length == 0
                ? ("api", Discovery("api", "getCoreAPIVersions", "get available API versions", "core", MetaTypes.ApiVersions))
                : ($"apis/{group.Name}", Discovery(
                    $"apis/{group.Name}", $"get{camel}APIGroup", "get information of a group",
                    OperationNames.Lower(camel), MetaTypes.ApiGroup)));
        }

        return all;
    }

    private static ApiPath One(string key, ApiOperation operation) => new($"/{key}/", [operation]);

    private static ApiPath Text(string key, string id, string tag, string produces, string text) =>
        One(key, new("get", id, text) { Tag = tag, Answer = "", Produces = [produces] });

    private static ApiPath Discovery(string key, string id, string text, string tag, string answer) =>
        One(key, new("get", id, text) { Tag = tag, Answer = answer, Consumes = MediaTypes.Object, Produces = MediaTypes.Object });
}
