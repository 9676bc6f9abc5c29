namespace Orleans.KubeApi.Discovery;

/// <summary>If-None-Match.</summary>
internal static class EntityTag
{
    /// <summary>Whether the header names the tag or "*"; weak tags count as equal (RFC 9110, 13.1.2).</summary>
    public static bool Matches(string ifNoneMatch, string tag)
    {
        foreach (var range in ifNoneMatch.AsSpan().Split(','))
        {
            var one = ifNoneMatch.AsSpan()[range].Trim();
            one = one.StartsWith("W/") ? one[2..] : one;
            if (one.SequenceEqual(tag) || one.SequenceEqual("*"))
            {
                return true;
            }
        }

        return false;
    }
}
