using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Storage.Encryption;

namespace Orleans.KubeApi.Hosting.Encryption;

/// <summary>Reads the file that <c>--encryption-provider-config</c> names.</summary>
internal static class EncryptionFile
{
    private const int BytesMax = 1024 * 1024;

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be read, or something is wrong in it; keys are never shown.</exception>
    public static EncryptionSettings Read(string path)
    {
        try
        {
            return Parse(Load(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            throw new KubeApiOptionsException($"--encryption-provider-config: {path}: {wrong.Message}", wrong);
        }
    }

    /// <summary>The file's bytes.</summary>
    /// <exception cref="IOException">It can't be read, or is too large.</exception>
    public static byte[] Load(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > BytesMax)
        {
            throw new IOException($"the file is larger than {BytesMax} bytes");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="FormatException">Something is wrong in it.</exception>
    public static EncryptionSettings Parse(byte[] text)
    {
        Node document;
        try
        {
            document = YamlReader.Read(text);
        }
        catch (YamlTextException wrong)
        {
            // The message of a parser may quote the text around the error, which may be a key.
            throw new FormatException("the file is no valid YAML", wrong);
        }

        return EncryptionConfigurationReader.Read(document);
    }
}
