using System.Net.Security;
using System.Security.Authentication;
using Orleans.KubeApi.Hosting.Identity;

namespace Orleans.KubeApi.Hosting.Web;

/// <summary>Versions and cipher suites of TLS by the names that kube-apiserver's options use.</summary>
internal static class TlsChoice
{
    /// <summary>Forward secrecy and authenticated encryption only; the first three are those of TLS 1.3.</summary>
    private static readonly TlsCipherSuite[] Strong =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>Adds what is wrong with the options.</summary>
    public static void Check(KubeApiOptions options, List<string> errors)
    {
        if (options.TlsMinVersion is not ("" or "VersionTLS12" or "VersionTLS13"))
        {
            errors.Add("--tls-min-version must be VersionTLS12 or VersionTLS13");
        }

        foreach (var name in OptionLists.Split(options.TlsCipherSuites))
        {
            if (Find(name) is null)
            {
                errors.Add($"--tls-cipher-suites: {name} is unknown or weak; served are {string.Join(", ", Strong)}");
            }
        }

        foreach (var directive in OptionLists.Split(options.StrictTransportSecurityDirectives))
        {
            if (directive is not ("includeSubDomains" or "preload") && !IsMaxAge(directive))
            {
                errors.Add(
                    "--strict-transport-security-directives must be max-age=SECONDS, includeSubDomains or preload, separated by commas");
            }
        }
    }

    /// <summary>The versions from a named one on.</summary>
    public static SslProtocols Protocols(string least) =>
        least == "VersionTLS13" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>
    /// The named suites for TLS 1.2, or all strong ones; those of TLS 1.3 are always there, as in Go. Null on Windows, which knows no list
    /// per
    /// connection; its policy rules there.
    /// </summary>
    public static CipherSuitesPolicy? Suites(string names)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return null;
        }

        var named = OptionLists.Split(names).Select(Find).OfType<TlsCipherSuite>().ToList();
        return new CipherSuitesPolicy(named.Count == 0 ? Strong : Strong[..3].Concat(named).Distinct());
    }

    /// <summary>The Strict-Transport-Security header, null for none.</summary>
    public static string? StrictTransportSecurity(string directives) =>
        OptionLists.Split(directives) is { Length: > 0 } some ? string.Join("; ", some) : null;

    private static bool IsMaxAge(string directive) =>
        directive.StartsWith("max-age=", StringComparison.Ordinal) && uint.TryParse(directive["max-age=".Length..], out _);

    // Go has two names for these suites.
    private static TlsCipherSuite? Find(string name) =>
        Enum.TryParse<TlsCipherSuite>(name.EndsWith("_POLY1305", StringComparison.Ordinal) ? name + "_SHA256" : name, out var suite)
        && Strong.Contains(suite) ? suite : null;
}
