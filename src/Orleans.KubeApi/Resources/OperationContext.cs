using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>What an operation may know of the world besides the object and the request.</summary>
/// <param name="Now">Server time, for creationTimestamp and deletionTimestamp.</param>
/// <param name="Namespace">State of the request's namespace.</param>
/// <param name="Reader">Other objects.</param>
/// <param name="Admission">The plug-ins.</param>
internal sealed record OperationContext(
    DateTimeOffset Now, NamespaceState Namespace, IObjectReader Reader, AdmissionChain Admission)
{
    /// <summary>What this write holds of addresses and ports; Services only.</summary>
    public Kinds.Network.ClaimBook? Claims { get; init; }

    /// <summary>Answers whether the writer may do something else too (escalation, a create by PUT, plug-ins).</summary>
    public IAuthorizer Authorizer { get; init; } = DenyAll.Instance;

    /// <summary>Which rules the writer holds (escalation); null where nobody but system:masters may write roles.</summary>
    public IRuleResolver? Rules { get; init; }

    /// <summary>Receives what admission wants to have in the write's audit event.</summary>
    public AuditAnnotations Annotations { get; init; } = new();

    /// <summary>Guards the waits of plug-ins; null where any run counts.</summary>
    public IWaitGate? Gate { get; init; }
}
