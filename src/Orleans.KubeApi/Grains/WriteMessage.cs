using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>A <see cref="WriteRequest"/> on its way to the object's grain.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.write")]
internal sealed class WriteMessage
{
    [Id(0)] public required string Group { get; init; }

    [Id(1)] public required string Version { get; init; }

    [Id(2)] public required string Resource { get; init; }

    [Id(3)] public required string Subresource { get; init; }

    [Id(4)] public required string Namespace { get; init; }

    [Id(5)] public required string Name { get; init; }

    [Id(6)] public required WriteVerb Verb { get; init; }

    [Id(7)] public required PatchKind Patch { get; init; }

    [Id(8)] public required byte[] Body { get; init; }

    [Id(9)] public required bool DryRun { get; init; }

    [Id(10)] public required string FieldValidation { get; init; }

    [Id(11)] public required string FieldManager { get; init; }

    [Id(12)] public required bool Force { get; init; }

    [Id(13)] public required long? GracePeriodSeconds { get; init; }

    [Id(14)] public required string PropagationPolicy { get; init; }

    [Id(15)] public required bool? OrphanDependents { get; init; }

    [Id(16)] public required string? PreconditionUid { get; init; }

    [Id(17)] public required string? PreconditionResourceVersion { get; init; }

    [Id(18)] public required UserInfo User { get; init; }

    [Id(19)] public required string GivenFieldManager { get; init; }

    [Id(20)] public required string GivenFieldValidation { get; init; }

    [Id(21)] public required bool IsAdmitted { get; init; }

    /// <summary>The message of a request whose name is settled.</summary>
    public static WriteMessage From(WriteRequest request, string name) => new()
    {
        Group = request.Group,
        Version = request.Version,
        Resource = request.Resource,
        Subresource = request.Subresource,
        Namespace = request.Namespace,
        Name = name,
        Verb = request.Verb,
        Patch = request.Patch,
        Body = Bytes.Of(request.Body),
        DryRun = request.DryRun,
        FieldValidation = request.FieldValidation,
        FieldManager = request.FieldManager,
        Force = request.Force,
        GracePeriodSeconds = request.GracePeriodSeconds,
        PropagationPolicy = request.PropagationPolicy,
        OrphanDependents = request.OrphanDependents,
        PreconditionUid = request.PreconditionUid,
        PreconditionResourceVersion = request.PreconditionResourceVersion,
        User = request.User,
        GivenFieldManager = request.GivenFieldManager,
        GivenFieldValidation = request.GivenFieldValidation,
        IsAdmitted = request.IsAdmitted,
    };

    /// <summary>The request again.</summary>
    public WriteRequest ToRequest() => new()
    {
        Group = Group,
        Version = Version,
        Resource = Resource,
        Subresource = Subresource,
        Namespace = Namespace,
        Name = Name,
        Verb = Verb,
        Patch = Patch,
        Body = Body,
        DryRun = DryRun,
        FieldValidation = FieldValidation,
        FieldManager = FieldManager,
        Force = Force,
        GracePeriodSeconds = GracePeriodSeconds,
        PropagationPolicy = PropagationPolicy,
        OrphanDependents = OrphanDependents,
        PreconditionUid = PreconditionUid,
        PreconditionResourceVersion = PreconditionResourceVersion,
        User = User,
        GivenFieldManager = GivenFieldManager,
        GivenFieldValidation = GivenFieldValidation,
        IsAdmitted = IsAdmitted,
    };
}
