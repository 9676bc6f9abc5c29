using System.Security.Cryptography;
using System.Text;

namespace Orleans.KubeApi.Discovery;

/// <summary>Names for shared parameters.</summary>
internal static class OpenApiHash
{
    /// <summary>
    /// "limit-1NfNmdNH": the name and eight letters that depend on the content, so that equal parameters have equal names.
    /// </summary>
    public static string ParameterName(string name, string content)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(content));
        var letters = Convert.ToBase64String(hash, 0, 6).Replace('+', '-').Replace('/', '_');
        return $"{name}-{letters}";
    }
}
