using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>One write as admission sees it (apiserver <c>admission.Attributes</c>).</summary>
internal sealed record AdmissionRequest
{
    public required AdmissionOperation Operation { get; init; }

    public required GroupVersionKind Kind { get; init; }

    public required GroupResource Resource { get; init; }

    /// <summary>The version of the resource in the path; the kind's own may be another where a subresource has one.</summary>
    public string Version { get; init; } = "";

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

    /// <summary>Answers whether the writer may do something else too.</summary>
    public IAuthorizer Authorizer { get; init; } = DenyAll.Instance;

    /// <summary>Other objects.</summary>
    public required IObjectReader Reader { get; init; }

    /// <summary>Server time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Texts for Warning headers; plug-ins append.</summary>
    public required List<string> Warnings { get; init; }

    /// <summary>Annotations for the audit event; plug-ins add.</summary>
    public AuditAnnotations AuditAnnotations { get; init; } = new();

    /// <summary>The verb's options, for those who show them to others; null where the write has none.</summary>
    public IAdmissionOptions? Options { get; init; }

    /// <summary>Whether the mutating pass runs again; null while no webhook was called.</summary>
    public Reinvocation? Reinvocation { get; set; }

    /// <summary>Guards waits; null where any run counts.</summary>
    public IWaitGate? Gate { get; init; }

    /// <summary>
    /// To be called before a plug-in waits or has an effect outside. Returns the token that ends the wait with the write's own time.
    /// </summary>
    /// <exception cref="RunAgainException">This run can't count; let it through.</exception>
    public CancellationToken BeforeWait() => Gate?.Enter() ?? CancellationToken.None;
}
