using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// One write of one object, free of HTTP: what a handler hands to <see cref="IObjectStore"/>. Options are already parsed and valid.
/// </summary>
internal sealed record WriteRequest : IAdmissionOptions
{
    /// <summary>The served group, version and plural resource of the request path.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Resource { get; init; }

    /// <summary>"" or e.g. "status".</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Namespace of the path, "" for cluster-scoped resources.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name of the path; "" for a create (the body's name or generateName counts).</summary>
    public string Name { get; init; } = "";

    public required WriteVerb Verb { get; init; }

    public PatchKind Patch { get; init; }

    /// <summary>The body as JSON text (YAML is converted before), empty for a delete.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public bool DryRun { get; init; }

    /// <summary>"Ignore", "Warn" or "Strict".</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>Name in managedFields: the parameter, or the user agent's first part.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>The parameter fieldManager itself; "" if it was not given.</summary>
    public string GivenFieldManager { get; init; } = "";

    /// <summary>The parameter fieldValidation itself; "" if it was not given.</summary>
    public string GivenFieldValidation { get; init; } = "";

    /// <summary>Apply only: take over conflicting fields.</summary>
    public bool Force { get; init; }

    /// <summary>Delete: part of an operation that admission has already seen.</summary>
    public bool IsAdmitted { get; init; }

    /// <summary>Delete: grace period, null if not given.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Delete: "Orphan", "Background", "Foreground", "" if not given.</summary>
    public string PropagationPolicy { get; init; } = "";

    /// <summary>Delete: the old boolean, null if not given.</summary>
    public bool? OrphanDependents { get; init; }

    /// <summary>Delete: uid that the object must have, null if not given.</summary>
    public string? PreconditionUid { get; init; }

    /// <summary>Delete: resourceVersion that the object must have, null if not given.</summary>
    public string? PreconditionResourceVersion { get; init; }

    /// <summary>Who writes, for admission, authorization and audit; the impersonated user where there is one.</summary>
    public UserInfo User { get; init; } = UserInfo.Anonymous;

    /// <inheritdoc/>
    public ObjectNode ToNode() => WriteOptionsForm.Of(this);
}
