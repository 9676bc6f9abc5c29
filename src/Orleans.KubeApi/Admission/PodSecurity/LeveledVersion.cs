using System.Globalization;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>A level as it was defined in a version of Kubernetes.</summary>
/// <param name="Level">How strict.</param>
/// <param name="Minor">The x of v1.x; <see cref="Latest"/> for the newest.</param>
internal readonly record struct LeveledVersion(SecurityLevel Level, int Minor)
{
    /// <summary>Always the newest definition.</summary>
    public const int Latest = int.MaxValue;

    private const string Prefix = "v1.";

    /// <summary>Reads privileged, baseline or restricted.</summary>
    public static bool TryParseLevel(string text, out SecurityLevel level)
    {
        (level, var known) = text switch
        {
            "privileged" => (SecurityLevel.Privileged, true),
            "baseline" => (SecurityLevel.Baseline, true),
            "restricted" => (SecurityLevel.Restricted, true),
            _ => (SecurityLevel.Restricted, false),
        };
        return known;
    }

    /// <summary>Reads "latest" or "v1.x"; anything else counts as the latest.</summary>
    public static bool TryParseVersion(string text, out int minor)
    {
        minor = Latest;
        if (text == "latest")
        {
            return true;
        }

        var digits = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : "";
        var isCanonical = digits.Length > 0 && digits.All(char.IsAsciiDigit) && (digits.Length == 1 || digits[0] != '0');
        if (!isCanonical || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        minor = number;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{NameOf(Level)}:{(Minor == Latest ? "latest" : $"{Prefix}{Minor}")}");

    private static string NameOf(SecurityLevel level) => level switch
    {
        SecurityLevel.Privileged => "privileged",
        SecurityLevel.Baseline => "baseline",
        _ => "restricted",
    };
}
