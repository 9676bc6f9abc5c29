namespace Orleans.KubeApi.Discovery;

/// <summary>Names of the types that operations of every group use.</summary>
internal static class MetaTypes
{
    public const string Package = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    public const string DeleteOptions = Package + "DeleteOptions";
    public const string WatchEvent = Package + "WatchEvent";
    public const string Status = Package + "Status";
    public const string Patch = Package + "Patch";
    public const string ApiVersions = Package + "APIVersions";
    public const string ApiGroup = Package + "APIGroup";
    public const string ApiGroupList = Package + "APIGroupList";
    public const string ApiResourceList = Package + "APIResourceList";
    public const string VersionInfo = "io.k8s.apimachinery.pkg.version.Info";
}
