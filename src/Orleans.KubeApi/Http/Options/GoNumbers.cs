using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Options;

/// <summary>Numbers in parameters with Go's rules and refusals.</summary>
internal static class GoNumbers
{
    /// <summary>A 64-bit integer; null if the parameter is absent.</summary>
    /// <exception cref="StatusException">400.</exception>
    public static long? Integer(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        throw StatusErrors.BadRequest($"strconv.ParseInt: parsing \"{text}\": {Problem(text, signed: true)}");
    }

    /// <summary>A resourceVersion: decimal, at most 64 bits. What no revision of ours can reach becomes the largest one.</summary>
    /// <param name="text">The parameter, not empty.</param>
    /// <param name="problem">What is wrong with it, null if nothing.</param>
    public static long Revision(string text, out string? problem)
    {
        problem = null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return (long)Math.Min(value, long.MaxValue);
        }

        problem = $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": {Problem(text, signed: false)}";
        return 0;
    }

    private static string Problem(string text, bool signed)
    {
        var digits = signed ? text.AsSpan().TrimStart("+-") : text;
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') ? "value out of range" : "invalid syntax";
    }
}
