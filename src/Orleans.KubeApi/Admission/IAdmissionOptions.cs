using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>Where a write's options come from; they are made into an object only when somebody wants to see them.</summary>
internal interface IAdmissionOptions
{
    /// <summary>CreateOptions, UpdateOptions, PatchOptions or DeleteOptions of <c>meta.k8s.io/v1</c>, kind and apiVersion
    /// included.</summary>
    ObjectNode ToNode();
}
