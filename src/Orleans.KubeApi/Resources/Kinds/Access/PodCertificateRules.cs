using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>
/// PodCertificateRequest: its spec never changes; /status ends it once, as issued, denied or failed (see
/// <see cref="PodCertificateStatus"/>).
/// </summary>
internal sealed class PodCertificateRules : KindRules
{
    private const int LongestUid = 128;
    private const int LargestRequest = 10 << 10;
    private const int ShortestSeconds = 3600;
    private const int LongestSeconds = 91 * 86400;
    private const int LongestOwnSeconds = 86400;
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");
    private static readonly FieldPath RequestPath = SpecPath.Child("stubPKCS10Request");

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => Fill.Zero(tree.Child("spec"), "maxExpirationSeconds", 86400);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec") ?? [];
        var signer = spec.Str("signerName");
        SignerName.Check(signer, SpecPath.Child("signerName"), errors);
        CheckAnnotations(spec.Object("unverifiedUserAnnotations"), errors);
        CheckIdentity(spec, "pod", NameRules.Subdomain, errors);
        CheckIdentity(spec, "serviceAccount", NameRules.Subdomain, errors);
        CheckIdentity(spec, "node", NameRules.Subdomain, errors);

        var longest = signer.Split('/')[0] is var domain && (domain == "kubernetes.io" || domain.EndsWith(".kubernetes.io",
            StringComparison.Ordinal)) ? LongestOwnSeconds : LongestSeconds;
        if (spec.Integer("maxExpirationSeconds") is { } seconds && (seconds < ShortestSeconds || seconds > longest))
        {
            errors.Invalid(SpecPath.Child("maxExpirationSeconds"), seconds, $"must be in the range [{ShortestSeconds}, {longest}]");
        }

        CheckRequest(spec.Str("stubPKCS10Request"), errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            PodCertificateStatus.Check(tree, old, context.Now, errors);
        }
        else if (!Checks.Same(tree["spec"], old["spec"]))
        {
            errors.Invalid(SpecPath, tree["spec"], Checks.ImmutableText);
        }
    }

    // The original asks for a domain in each key besides what annotations need.
    private static void CheckAnnotations(ObjectNode? annotations, FieldErrors errors)
    {
        var path = SpecPath.Child("unverifiedUserAnnotations");
        Annotations.Check(annotations, path, errors);
        foreach (var (key, _) in annotations ?? [])
        {
            if (!key.Contains('/'))
            {
                errors.Invalid(path, key, "key must be domain-prefixed");
            }
        }
    }

    private static void CheckIdentity(ObjectNode spec, string what, Func<string, List<string>> rule, FieldErrors errors)
    {
        foreach (var wrong in rule(spec.Str(what + "Name")))
        {
            errors.Invalid(SpecPath.Child(what + "Name"), spec.Str(what + "Name"), wrong);
        }

        var path = SpecPath.Child(what + "UID");
        var uid = spec.Str(what + "UID");
        if (uid.Length == 0)
        {
            errors.Invalid(path, uid, "must not be empty");
        }
        else if (uid.Length > LongestUid)
        {
            errors.TooLong(path, LongestUid);
        }
    }

    // Ed25519 and ML-DSA, which this platform may not verify, are the signer's to refuse.
    private static void CheckRequest(string base64, FieldErrors errors)
    {
        var der = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, der, out var length) || length > LargestRequest)
        {
            errors.TooLong(RequestPath, LargestRequest);
            return;
        }

        var request = RequestReading.Of(der[..length]);
        if (request.IsMalformed)
        {
            errors.Invalid(RequestPath, base64, "must be a valid PKCS#10 certificate signing request");
        }
        else if (request.IsForged)
        {
            errors.Invalid(RequestPath, base64, "could not verify the signature of the certificate signing request");
        }
        else if (request.Key is { } key)
        {
            CheckKey(key, errors);
        }
    }

    private static void CheckKey(PublicKey key, FieldErrors errors)
    {
        using var rsa = key.GetRSAPublicKey();
        if (rsa is { KeySize: not (3072 or 4096) })
        {
            errors.Invalid(RequestPath, $"{rsa.KeySize}-bit modulus", "RSA keys must have modulus size 3072 or 4096");
        }

        using var curve = key.GetECDsaPublicKey();
        if (curve is { KeySize: not (256 or 384 or 521) })
        {
            errors.Invalid(RequestPath, $"curve of {curve.KeySize} bits", "elliptic public keys must use curve P256, P384 or P521");
        }
    }
}
