using System.Text;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Searches files for bytes, as somebody who stole a disk would.</summary>
internal static class FileSearch
{
    /// <summary>Names of the files under a folder that hold the text: as it is, as base64 at any offset, or as UTF-16.</summary>
    public static IReadOnlyList<string> Find(string folder, string text)
    {
        byte[][] patterns = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), .. Base64(text)];
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Read(file) is var bytes && patterns.Any(p => bytes.AsSpan().IndexOf(p) >= 0))
            .Select(file => Path.GetRelativePath(folder, file))];
    }

    private static byte[] Read(string file)
    {
        try
        {
            // Shared with whoever has it open.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    // The inner part of the text's base64 when it begins at 0, 1 or 2 bytes after a group of three.
    private static IEnumerable<byte[]> Base64(string text)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var whole = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', shift) + text));
            yield return Encoding.UTF8.GetBytes(whole[4..^4]);
        }
    }
}
