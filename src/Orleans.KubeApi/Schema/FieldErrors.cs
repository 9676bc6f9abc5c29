using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Collects the causes of a 422 in the order in which they are found, with the original's texts (apimachinery
/// <c>util/validation/field</c>): nothing is thrown before all is checked.
/// </summary>
internal sealed class FieldErrors
{
    private readonly List<StatusCause> _causes = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<StatusCause> Causes => _causes;

    /// <summary>Number of errors found so far.</summary>
    public int Count => _causes.Count;

    /// <summary>Adds a finished cause.</summary>
    public void Add(StatusCause cause) => _causes.Add(cause);

    /// <summary><c>Required value[: detail]</c>.</summary>
    public void Required(FieldPath path, string detail = "") => Add("FieldValueRequired", path, WithDetail("Required value", detail));

    /// <summary><c>Forbidden: detail</c>.</summary>
    public void Forbidden(FieldPath path, string detail) => Add("FieldValueForbidden", path, WithDetail("Forbidden", detail));

    /// <summary>
    /// <c>Invalid value: value: detail</c>. Strings are quoted, numbers and booleans plain, anything else JSON, null "null".
    /// </summary>
    public void Invalid(FieldPath path, Node? value, string detail) =>
        Add("FieldValueInvalid", path, WithDetail($"Invalid value: {Print(value)}", detail));

    /// <summary><c>Invalid value</c> of a wrong type (cause FieldValueTypeInvalid).</summary>
    public void TypeInvalid(FieldPath path, Node? value, string detail) =>
        Add("FieldValueTypeInvalid", path, WithDetail($"Invalid value: {Print(value)}", detail));

    /// <summary><c>Unsupported value: value: supported values: "a", "b"</c>; the list is printed in the order given.</summary>
    public void NotSupported(FieldPath path, Node? value, IEnumerable<string> supported)
    {
        var list = string.Join(", ", supported.Select(s => GoText.Quote(s)));
        Add("FieldValueNotSupported", path,
            WithDetail($"Unsupported value: {Print(value)}", list.Length == 0 ? "" : $"supported values: {list}"));
    }

    /// <summary><c>Duplicate value: value</c>.</summary>
    public void Duplicate(FieldPath path, Node? value) => Add("FieldValueDuplicate", path, $"Duplicate value: {Print(value)}");

    /// <summary><c>Not found: value</c>.</summary>
    public void NotFound(FieldPath path, Node? value) => Add("FieldValueNotFound", path, $"Not found: {Print(value)}");

    /// <summary><c>Too long: may not be more than N bytes</c>.</summary>
    public void TooLong(FieldPath path, int largest) => Add("FieldValueTooLong", path,
        string.Create(CultureInfo.InvariantCulture, $"Too long: may not be more than {largest} bytes"));

    /// <summary><c>Too many: N: must have at most M items</c>.</summary>
    public void TooMany(FieldPath path, int actual, int largest) => Add("FieldValueTooMany", path,
        string.Create(CultureInfo.InvariantCulture, $"Too many: {actual}: must have at most {largest} items"));

    /// <summary><c>Internal error: detail</c>.</summary>
    public void Internal(FieldPath path, string detail) => Add("InternalError", path, $"Internal error: {detail}");

    /// <summary>The value as the original's messages print it.</summary>
    public static string Print(Node? value) => value switch
    {
        null or NullNode => "null",
        TextNode text => GoText.Quote(text.Value),
        _ => value.ToString(),
    };

    private static string WithDetail(string text, string detail) => detail.Length == 0 ? text : $"{text}: {detail}";

    private void Add(string reason, FieldPath path, string message) => _causes.Add(new StatusCause(reason, message, path.ToString()));
}
