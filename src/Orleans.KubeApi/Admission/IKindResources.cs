using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>Which resources serve a kind.</summary>
internal interface IKindResources
{
    /// <summary>The resources of a kind, and whether each lives in namespaces; none if the kind isn't served.</summary>
    IReadOnlyList<(GroupResource Resource, bool IsNamespaced)> ResourcesOf(string apiVersion, string kind);
}
