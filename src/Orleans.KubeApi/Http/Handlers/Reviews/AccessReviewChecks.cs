using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Handlers.Reviews;

/// <summary>What a review of access may ask (kubernetes <c>apis/authorization/validation</c>).</summary>
internal static class AccessReviewChecks
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <summary>Refuses a question that makes no sense.</summary>
    /// <exception cref="StatusException">422.</exception>
    public static void Check(ObjectNode review, bool isLocal, bool isSelf)
    {
        var errors = new FieldErrors();
        var spec = review.Object("spec") ?? [];
        var (resource, path) = (spec.Object("resourceAttributes"), spec.Object("nonResourceAttributes"));
        if (resource is not null && path is not null)
        {
            errors.Invalid(Spec.Child("nonResourceAttributes"), Shown(path), "cannot be specified in combination with resourceAttributes");
        }
        else if (resource is null && path is null)
        {
            errors.Invalid(Spec.Child("resourceAttributes"), NullNode.Instance,
                "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }

        if (!isSelf && spec.Str("user").Length == 0 && spec.Items("groups").Count == 0)
        {
            errors.Invalid(Spec.Child("user"), "", "at least one of user or group must be specified");
        }

        if (resource is not null)
        {
            CheckSelector(resource, "fieldSelector", errors);
            CheckSelector(resource, "labelSelector", errors);
        }

        CheckMeta(review, isLocal, errors);
        if (isLocal)
        {
            CheckLocal(review, resource, path, errors);
        }

        if (errors.Count > 0)
        {
            throw StatusErrors.Invalid(new GroupVersionKind("authorization.k8s.io", "v1", ""), "", errors.Causes);
        }
    }

    private static void CheckMeta(ObjectNode review, bool isLocal, FieldErrors errors)
    {
        // A null is how clients write none.
        var given = (review.Object("metadata") ?? []).Any(m => m.Key != "managedFields" && m.Value is not NullNode
            && !(isLocal && m.Key == "namespace"));
        if (given)
        {
            errors.Invalid(FieldPath.Of("metadata"), review["metadata"],
                isLocal ? "must be empty except for namespace" : "must be empty");
        }
    }

    private static void CheckLocal(ObjectNode review, ObjectNode? resource, ObjectNode? path, FieldErrors errors)
    {
        if (resource is not null && resource.Str("namespace") != new ObjectMeta(review).Namespace)
        {
            errors.Invalid(
                Spec.Child("resourceAttributes").Child("namespace"), resource.Str("namespace"), "must match metadata.namespace");
        }

        if (path is not null)
        {
            errors.Invalid(Spec.Child("nonResourceAttributes"), Shown(path), "disallowed on this kind of request");
        }
    }

    private static void CheckSelector(ObjectNode resource, string name, FieldErrors errors)
    {
        if (resource.Object(name) is not { } selector)
        {
            return;
        }

        var at = Spec.Child("resourceAttributes").Child(name);
        var raw = selector.Str("rawSelector");
        var count = selector.Items("requirements").Count;
        if (raw.Length > 0 && count > 0)
        {
            errors.Invalid(at.Child("rawSelector"), raw, "may not specified at the same time as requirements");
        }
        else if (raw.Length == 0 && count == 0)
        {
            errors.Required(at.Child("requirements"), $"when {at} is specified, requirements or rawSelector is required");
        }

        foreach (var (i, requirement) in selector.ObjectsOf("requirements"))
        {
            CheckRequirement(requirement, at.Child("requirements").Index(i), isLabel: name == "labelSelector", errors);
        }
    }

    // Operators that this server doesn't know are no mistake: the client may be newer.
    private static void CheckRequirement(ObjectNode requirement, FieldPath at, bool isLabel, FieldErrors errors)
    {
        var key = requirement.Str("key");
        if (key.Length == 0 && !isLabel)
        {
            errors.Required(at.Child("key"), "must be specified");
        }

        switch (requirement.Str("operator"))
        {
            case "In" or "NotIn" when requirement.Items("values").Count == 0:
                errors.Required(at.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist" when requirement.Items("values").Count > 0:
                errors.Forbidden(at.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
        }

        if (isLabel)
        {
            CheckLabel(key, requirement.Texts("values"), at, errors);
        }
    }

    private static void CheckLabel(string key, List<string> values, FieldPath at, FieldErrors errors)
    {
        Names.Qualified(errors, at.Child("key"), key);

        for (var i = 0; i < values.Count; i++)
        {
            Names.LabelValue(errors, at.Child("values").Index(i), values[i]);
        }
    }

    // As Go prints its internal type.
    private static ObjectNode Shown(ObjectNode path) => new() { { "Path", path.Str("path") }, { "Verb", path.Str("verb") } };
}
