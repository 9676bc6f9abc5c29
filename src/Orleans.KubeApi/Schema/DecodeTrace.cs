using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Where a decoder stands, and what it found wrong on the way. The first wrong value decides the error, as in Go; reading goes on.
/// </summary>
internal sealed class DecodeTrace
{
    // The original's decoder keeps no more.
    private const int MaxProblems = 100;
    private Step[] _steps = new Step[16];
    private int _depth;
    private int _lenient;
    private List<string>? _problems;

    /// <summary>The first error, null while everything fits.</summary>
    public string? Error { get; private set; }

    /// <summary>Strict problems in order.</summary>
    public IReadOnlyList<string> Problems => _problems ?? (IReadOnlyList<string>)[];

    public void Enter(TypeSchema owner, string field) => Push(new Step(owner, field, -1));

    public void EnterKey(string key) => Push(new Step(null, key, -1));

    public void EnterIndex(int index) => Push(new Step(null, null, index));

    public void Leave() => _depth--;

    /// <summary>Values with a decoder of their own in Go report no strict problems.</summary>
    public void BeginLenient() => _lenient++;

    public void EndLenient() => _lenient--;

    public void Unknown(string name) => Add($"unknown field \"{Path(name)}\"");

    public void Duplicate(string name) => Add($"duplicate field \"{Path(name)}\"");

    /// <summary>A JSON value of the wrong kind; <paramref name="value"/> in Go's words: "string", "number 1.5".</summary>
    public void Mismatch(string value, string goType)
    {
        if (Error is null)
        {
            var owner = OwnerIndex();
            Error = owner < 0
                ? $"json: cannot unmarshal {value} into Go value of type {goType}"
                : $"json: cannot unmarshal {value} into Go struct field {OwnerName(owner)}.{FieldPath()} of type {goType}";
        }
    }

    /// <summary>A value of the right kind whose text is wrong.</summary>
    public void Fail(string text) => Error ??= text;

    private void Push(Step step)
    {
        if (_depth == _steps.Length)
        {
            Array.Resize(ref _steps, _depth * 2);
        }

        _steps[_depth++] = step;
    }

    private void Add(string problem)
    {
        _problems ??= [];
        if (_lenient == 0 && _problems.Count < MaxProblems && !_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    private int OwnerIndex()
    {
        var at = _depth - 1;
        while (at >= 0 && _steps[at].Owner is null)
        {
            at--;
        }

        return at;
    }

    private string OwnerName(int at)
    {
        var name = _steps[at].Owner!.Name;
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private string FieldPath() => string.Join('.', _steps.Take(_depth).Where(s => s.Owner is not null).Select(s => s.Name));

    private string Path(string name)
    {
        var path = new StringBuilder();
        foreach (var step in _steps.AsSpan(0, _depth))
        {
            if (step.Index >= 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
            else
            {
                path.Append(path.Length > 0 ? "." : "").Append(step.Name);
            }
        }

        return path.Append(path.Length > 0 ? "." : "").Append(name).ToString();
    }

    private readonly record struct Step(TypeSchema? Owner, string? Name, int Index);
}
