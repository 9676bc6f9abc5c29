using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Options;

/// <summary>
/// Collects what is wrong with options and refuses them as 422 of a kind of meta.k8s.io (apimachinery <c>meta/v1/validation</c>).
/// </summary>
internal sealed class OptionErrors(string kind)
{
    private List<StatusCause>? _causes;

    public void Forbidden(string field, string text) => Add(field, "FieldValueForbidden", $"Forbidden: {text}");

    public void Required(string field, string text) => Add(field, "FieldValueRequired", $"Required value: {text}");

    public void TooLong(string field, int limit) => Add(field, "FieldValueTooLong", $"Too long: may not be more than {limit} bytes");

    /// <param name="field">The option.</param>
    /// <param name="value">The value as the message shows it, quotes included.</param>
    /// <param name="text">What is wrong.</param>
    public void Invalid(string field, string value, string text) => Add(field, "FieldValueInvalid", $"Invalid value: {value}: {text}");

    /// <param name="field">The option.</param>
    /// <param name="value">The value as the message shows it, quotes included.</param>
    /// <param name="supported">The legal values in order.</param>
    public void NotSupported(string field, string value, params ReadOnlySpan<string> supported)
    {
        var list = string.Join(", ", supported.ToArray().Select(s => $"\"{s}\""));
        Add(field, "FieldValueNotSupported", $"Unsupported value: {value}: supported values: {list}");
    }

    /// <summary>Refuses if anything was wrong.</summary>
    /// <exception cref="StatusException">422.</exception>
    public void ThrowIfAny()
    {
        if (_causes is not null)
        {
            throw StatusErrors.Invalid(new GroupVersionKind("meta.k8s.io", "v1", kind), "", _causes);
        }
    }

    private void Add(string field, string reason, string message) => (_causes ??= []).Add(new StatusCause(reason, message, field));
}
