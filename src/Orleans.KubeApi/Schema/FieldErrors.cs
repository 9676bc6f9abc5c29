using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Collects the causes of a 422 in the order in which they are found, with the original's texts (apimachinery
/// <c>util/validation/field</c>): nothing is thrown before all is checked. Only so many texts are kept: a list of 100,000 wrong elements is
/// refused with the first ones. The original has no bound; an object that people write has some tens of errors.
/// </summary>
/// <param name="endsWhenFull">The check ends by <see cref="EnoughErrorsException"/> when nothing more would be kept.</param>
internal sealed class FieldErrors(bool endsWhenFull = false)
{
    /// <summary>How many errors are kept; later ones are only counted.</summary>
    public const int MostKept = 5_000;

    // Characters after which no further error is kept: one may print a whole list, a thousand must not.
    private const long MostText = 8 << 20;
    private readonly List<StatusCause> _causes = [];
    private long _text;

    /// <summary>What was found so far, the first <see cref="MostKept"/>.</summary>
    public IReadOnlyList<StatusCause> Causes => _causes;

    /// <summary>Number of errors found so far, those that are not kept included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no further error is kept.</summary>
    public bool IsFull => _causes.Count >= MostKept || _text >= MostText;

    /// <summary>Adds a finished cause.</summary>
    public void Add(StatusCause cause)
    {
        Count++;
        if (IsFull)
        {
            End();
            return;
        }

        _causes.Add(cause);
        _text += cause.Message.Length + cause.Field.Length;
    }

    /// <summary><c>Required value[: detail]</c>.</summary>
    public void Required(FieldPath path, string detail = "") => Report("FieldValueRequired", path, "Required value", detail);

    /// <summary><c>Forbidden: detail</c>.</summary>
    public void Forbidden(FieldPath path, string detail) => Report("FieldValueForbidden", path, "Forbidden", detail);

    /// <summary>
    /// <c>Invalid value: value: detail</c>. Strings are quoted, numbers and booleans plain, anything else JSON, null "null".
    /// </summary>
    public void Invalid(FieldPath path, Node? value, string detail) =>
        ReportValue("FieldValueInvalid", path, "Invalid value", value, detail);

    /// <summary><c>Unsupported value: value: supported values: "a", "b"</c>; the list is printed in the order given.</summary>
    public void NotSupported(FieldPath path, Node? value, IEnumerable<string> supported)
    {
        var list = string.Join(", ", supported.Select(s => GoText.Quote(s)));
        ReportValue("FieldValueNotSupported", path, "Unsupported value", value, list.Length == 0 ? "" : $"supported values: {list}");
    }

    /// <summary><c>Duplicate value: value</c>.</summary>
    public void Duplicate(FieldPath path, Node? value) => ReportValue("FieldValueDuplicate", path, "Duplicate value", value, "");

    /// <summary><c>Not found: value[: detail]</c>.</summary>
    public void NotFound(FieldPath path, Node? value, string detail = "") =>
        ReportValue("FieldValueNotFound", path, "Not found", value, detail);

    /// <summary><c>Too long: may not be more than N bytes</c>.</summary>
    public void TooLong(FieldPath path, int largest) => Report("FieldValueTooLong", path, "Too long",
        string.Create(CultureInfo.InvariantCulture, $"may not be more than {largest} bytes"));

    /// <summary><c>Too many: N: must have at most M items</c>.</summary>
    public void TooMany(FieldPath path, int actual, int largest) => Report("FieldValueTooMany", path, "Too many",
        string.Create(CultureInfo.InvariantCulture, $"{actual}: must have at most {largest} items"));

    /// <summary><c>Internal error: detail</c>.</summary>
    public void Internal(FieldPath path, string detail) => Report("InternalError", path, "Internal error", detail);

    /// <summary>The value as the original's messages print it.</summary>
    public static string Print(Node? value) => value switch
    {
        null or NullNode => "null",
        TextNode text => GoText.Quote(text.Value),
        RawNode raw => Print(raw.Value),
        _ => value.ToString(),
    };

    private void End()
    {
        if (endsWhenFull)
        {
            throw new EnoughErrorsException();
        }
    }

    private void Report(string reason, FieldPath path, string title, string detail)
    {
        if (IsFull)
        {
            Count++;
            End();
            return;
        }

        Add(new StatusCause(reason, detail.Length == 0 ? title : $"{title}: {detail}", path.ToString()));
    }

    // Printing a value is the dear part of an error: only while its text is wanted.
    private void ReportValue(string reason, FieldPath path, string title, Node? value, string detail) =>
        Report(reason, path, IsFull ? title : $"{title}: {Print(value)}", detail);
}
