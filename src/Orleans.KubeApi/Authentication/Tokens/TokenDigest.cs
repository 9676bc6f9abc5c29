using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>
/// SHA-256 of a token with this process's secret prefix. Tokens are only kept and looked up in this form: how long a lookup takes tells
/// nothing about how much of a guessed token was right, and a memory dump holds no tokens.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TokenDigest : IEquatable<TokenDigest>
{
    private static readonly byte[] Prefix = RandomNumberGenerator.GetBytes(32);
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private TokenDigest(ReadOnlySpan<ulong> parts)
    {
        _first = parts[0];
        _second = parts[1];
        _third = parts[2];
        _fourth = parts[3];
    }

    /// <summary>The digest of a token. Characters count with both bytes, so any text is legal.</summary>
    public static TokenDigest Of(ReadOnlySpan<char> token)
    {
        var text = MemoryMarshal.AsBytes(token);
        var length = Prefix.Length + text.Length;
        Span<byte> input = length <= 1024 ? stackalloc byte[length] : new byte[length];
        Prefix.CopyTo(input);
        text.CopyTo(input[Prefix.Length..]);
        Span<ulong> digest = stackalloc ulong[4];
        SHA256.HashData(input, MemoryMarshal.AsBytes(digest));
        return new TokenDigest(digest);
    }

    /// <inheritdoc/>
    public bool Equals(TokenDigest other) =>
        ((_first ^ other._first) | (_second ^ other._second) | (_third ^ other._third) | (_fourth ^ other._fourth)) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TokenDigest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_first;
}
