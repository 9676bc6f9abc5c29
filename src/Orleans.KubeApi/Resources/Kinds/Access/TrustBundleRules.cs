using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>
/// ClusterTrustBundle: a signer's bundle bears its name as a prefix, the signer never changes, and the bundle is PEM of CA certificates,
/// each once. An unchanged bundle isn't read again.
/// </summary>
internal sealed class TrustBundleRules : KindRules
{
    private const int LargestBundle = 1 << 20;
    private const string Omitted = "<value omitted>";
    private static readonly FieldPath SignerPath = FieldPath.Of("spec").Child("signerName");
    private static readonly FieldPath BundlePath = FieldPath.Of("spec").Child("trustBundle");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, errors, reads: true);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Check(tree, errors, reads: tree.TextIn("spec", "trustBundle") != old.TextIn("spec", "trustBundle"));
        Checks.Immutable(tree.Object("spec"), old.Object("spec"), "signerName", FieldPath.Of("spec"), errors);
    }

    private static void Check(ObjectNode tree, FieldErrors errors, bool reads)
    {
        var signer = tree.TextIn("spec", "signerName");
        CheckName(tree.TextIn("metadata", "name"), signer, errors);
        if (signer.Length > 0)
        {
            SignerName.Check(signer, SignerPath, errors);
        }

        if (reads)
        {
            CheckBundle(tree.TextIn("spec", "trustBundle"), errors);
        }
    }

    private static void CheckName(string name, string signer, FieldErrors errors)
    {
        var path = FieldPath.Of("metadata").Child("name");
        var prefix = signer.Length == 0 ? "" : signer.Replace('/', ':') + ":";
        if (prefix.Length == 0 && name.Contains(':'))
        {
            errors.Invalid(path, name, "ClusterTrustBundle without signer name must not have \":\" in its name");
        }
        else if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            errors.Invalid(path, name, $"ClusterTrustBundle for signerName {signer} must be named with prefix {prefix}");
        }
        else
        {
            NameRules.Subdomain(name[prefix.Length..]).ForEach(wrong => errors.Invalid(path, name, wrong));
        }
    }

    private static void CheckBundle(string bundle, FieldErrors errors)
    {
        if (bundle.Length > LargestBundle)
        {
            errors.TooLong(BundlePath, LargestBundle);
            return;
        }

        var before = errors.Count;
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var index = 0;
        foreach (var block in PemReader.Read(bundle))
        {
            if (Wrong(block) is { } wrong)
            {
                errors.Invalid(BundlePath, Omitted, $"entry {index} {wrong}");
            }
            else
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(places, Convert.ToHexString(block.Der), out _) ??= []).Add(index);
            }

            index++;
        }

        if (errors.Count > before)
        {
            return;
        }

        if (places.Count == 0)
        {
            errors.Invalid(BundlePath, Omitted, "at least one trust anchor must be provided");
        }

        foreach (var twice in places.Values.Where(p => p.Count > 1))
        {
            errors.Invalid(BundlePath, Omitted, $"duplicate trust anchor (indices [{string.Join(' ', twice)}])");
        }
    }

    private static string? Wrong(PemBlock block)
    {
        if (block.Label != "CERTIFICATE")
        {
            return $"has bad block type: {block.Label}";
        }

        if (block.HasHeaders)
        {
            return "has PEM block headers";
        }

        using var certificate = PemBlocks.Certificate(block.Der);
        return certificate is null ? "does not parse as X.509"
            : certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority) ? null
            : "does not have the CA bit set";
    }
}
