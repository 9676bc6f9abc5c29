using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Lists of indexes of an Indexed Job: <c>1,3-5,7</c>, with the original's error texts.</summary>
internal static class JobIndexes
{
    /// <summary>What is wrong with a list, null if nothing.</summary>
    /// <param name="text">The list; "" is none.</param>
    /// <param name="completions">Indexes are less than this.</param>
    /// <param name="total">The number of indexes; 0 if something is wrong.</param>
    public static string? Error(string text, long completions, out long total)
    {
        total = 0;
        if (text.Length == 0)
        {
            return null;
        }

        var last = -1L;
        var count = 0L;
        foreach (var part in text.Split(','))
        {
            if (ReadInterval(part, completions, out var first, out var end) is { } wrong)
            {
                return wrong;
            }

            if (count > 0 && last >= first)
            {
                return Order(last, first);
            }

            count += end - first + 1;
            last = end;
        }

        total = count;
        return null;
    }

    /// <summary>Says where two lists have an index in common, null if nowhere. Parts that can't be read are skipped.</summary>
    public static string? Overlap(string completed, string failed, long completions)
    {
        if (completed.Length == 0 || failed.Length == 0)
        {
            return null;
        }

        var (left, right) = (completed.Split(','), failed.Split(','));
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            if (ReadInterval(left[i], completions, out var firstDone, out var lastDone) is not null)
            {
                i++;
                continue;
            }

            if (ReadInterval(right[j], completions, out var firstFailed, out var lastFailed) is not null)
            {
                j++;
                continue;
            }

            var common = Math.Max(firstDone, firstFailed);
            if (common <= Math.Min(lastDone, lastFailed))
            {
                return string.Create(CultureInfo.InvariantCulture, $"failedIndexes and completedIndexes overlap at index: {common}");
            }

            if (lastDone < lastFailed)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return null;
    }

    private static string? ReadInterval(string text, long completions, out long first, out long last)
    {
        var ends = text.Split('-');
        (first, last) = (0, 0);
        if (ends.Length > 2)
        {
            return $"the fragment {GoText.Quote(text)} violates the requirement that an index interval can have at most two parts "
                + "separated by '-'";
        }

        if (ReadIndex(ends[0], completions, out first) is { } wrong)
        {
            return wrong;
        }

        last = first;
        if (ends.Length == 1)
        {
            return null;
        }

        return ReadIndex(ends[1], completions, out last) ?? (first >= last ? Order(first, last) : null);
    }

    private static string? ReadIndex(string text, long completions, out long index) =>
        !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index)
            ? $"cannot convert string to integer for index: {GoText.Quote(text)}"
            : index >= completions ? $"too large index: {GoText.Quote(text)}"
            : null;

    private static string Order(long previous, long current) =>
        string.Create(CultureInfo.InvariantCulture, $"non-increasing order, previous: {previous}, current: {current}");
}
