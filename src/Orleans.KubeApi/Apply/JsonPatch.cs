using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// JSON patch (RFC 6902) on a tree, all or nothing for the caller: a refusal is thrown, the tree is then to be dropped.
/// Where the original's library differs from the RFC we follow the library, as clients rely on it: <c>replace</c> of an absent member of
/// an object adds it, an absent <c>value</c> is null, an absent member reads null for <c>test</c> and <c>copy</c>, a negative index counts
/// from the end, and only <c>replace</c> and <c>test</c> may name the whole document.
/// </summary>
internal static class JsonPatch
{
    /// <summary>More operations than this are refused with 413.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>More bytes copied by all <c>copy</c> operations together are refused with 422 (CVE-2019-1002100).</summary>
    public const int MaxCopiedBytes = 3 * 1024 * 1024;

    /// <summary>
    /// More list elements and bytes moved by all operations together are refused with 422: about a tenth of a second.
    /// </summary>
    public const long MaxWork = 200_000_000;

    /// <summary>
    /// Applies the patch to the tree, which is changed in place, and returns the new root (another node if the root was replaced).
    /// Throws <see cref="StatusException"/>: 400 for a malformed body, 413 for too many operations, 422 for all that can't be applied.
    /// </summary>
    public static Node Apply(Node target, ReadOnlySpan<byte> patch)
    {
        var operations = JsonPatchReader.Read(patch);
        var document = new JsonPatchDocument(target);
        foreach (var operation in operations)
        {
            document.Run(operation);
        }

        return document.Root;
    }

    /// <summary>The one refusal of patches that are well-formed but don't apply. The original hides the reason behind this text.</summary>
    public static StatusException Unprocessable() => new(new Status(
        422, "Invalid", "the server rejected our request due to an error in our request", new StatusDetails()));
}
