namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>go-yaml's order of mapping keys: runs of digits compare as numbers, letters come after everything else.</summary>
internal static class YamlKeyOrder
{
    /// <summary>Compares two keys.</summary>
    public static int Compare(string left, string right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] == right[i])
            {
                continue;
            }

            var leftLetter = char.IsLetter(left[i]);
            var rightLetter = char.IsLetter(right[i]);
            if (leftLetter && rightLetter)
            {
                return left[i].CompareTo(right[i]);
            }

            if (leftLetter || rightLetter)
            {
                return leftLetter ? 1 : -1;
            }

            var (leftNumber, leftEnd) = Number(left, i);
            var (rightNumber, rightEnd) = Number(right, i);
            if (leftNumber != rightNumber)
            {
                return leftNumber.CompareTo(rightNumber);
            }

            return leftEnd != rightEnd ? leftEnd.CompareTo(rightEnd) : left[i].CompareTo(right[i]);
        }

        return left.Length.CompareTo(right.Length);
    }

    private static (ulong Value, int End) Number(string text, int from)
    {
        ulong value = 0;
        var at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            value = unchecked((value * 10) + (ulong)(text[at] - '0'));
            at++;
        }

        return (value, at);
    }
}
