using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Options;

/// <summary>The options of a container's log, checked as the original does before it looks for the pod (core
/// <c>ValidatePodLogOptions</c>).</summary>
internal static class PodLogOptions
{
    private static readonly GroupVersionKind Kind = new("", "v1", "PodLogOptions");

    /// <summary>Refuses options that can't be.</summary>
    /// <exception cref="StatusException">400 for what is no number or time, 422 for the rest.</exception>
    public static void Check(QueryParameters query, string pod)
    {
        var seconds = GoNumbers.Integer(query.Get("sinceSeconds"));
        var hasTime = HasTime(query.Get("sinceTime"));
        var lines = GoNumbers.Integer(query.Get("tailLines"));
        var bytes = GoNumbers.Integer(query.Get("limitBytes"));
        var errors = new FieldErrors();
        if (lines < 0)
        {
            errors.Invalid(FieldPath.Of("tailLines"), lines.Value, "must be greater than or equal to 0");
        }

        if (bytes < 1)
        {
            errors.Invalid(FieldPath.Of("limitBytes"), bytes.Value, "must be greater than 0");
        }

        if (seconds is not null && hasTime)
        {
            errors.Forbidden(FieldPath.Root, "at most one of `sinceTime` or `sinceSeconds` may be specified");
        }
        else if (seconds < 1)
        {
            errors.Invalid(FieldPath.Of("sinceSeconds"), seconds.Value, "must be greater than 0");
        }

        if (query.Get("stream") is not null)
        {
            errors.Forbidden(FieldPath.Of("stream"), "may not be specified");
        }

        if (errors.Count > 0)
        {
            throw StatusErrors.Invalid(Kind, pod, errors.Causes);
        }
    }

    // An empty time and "null" are zero, which is a time, too.
    private static bool HasTime(string? text)
    {
        if (text is not (null or "" or "null") && !GoTime.TryParse(text, micro: false, out _, out var wrong))
        {
            throw StatusErrors.BadRequest(wrong);
        }

        return text is not null;
    }
}
