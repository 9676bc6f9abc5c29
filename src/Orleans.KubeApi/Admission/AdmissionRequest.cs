using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>One write as admission sees it (apiserver <c>admission.Attributes</c>).</summary>
internal sealed record AdmissionRequest
{
    public required AdmissionOperation Operation { get; init; }

    public required GroupVersionKind Kind { get; init; }

    public required GroupResource Resource { get; init; }

    /// <summary>"" for the object itself.</summary>
    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    /// <summary>Name of the object, "" while it is not yet generated.</summary>
    public string Name { get; init; } = "";

    /// <summary>The new object in the request's version; mutating plug-ins change it in place. Null for a delete.</summary>
    public ObjectNode? Object { get; init; }

    /// <summary>The object before the write; null for a create. Not to be changed.</summary>
    public ObjectNode? Old { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Who writes; the impersonated user where there is one.</summary>
    public UserInfo User { get; init; } = UserInfo.Anonymous;

    /// <summary>Other objects.</summary>
    public required IObjectReader Reader { get; init; }

    /// <summary>Server time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Texts for Warning headers; plug-ins append.</summary>
    public required List<string> Warnings { get; init; }
}
