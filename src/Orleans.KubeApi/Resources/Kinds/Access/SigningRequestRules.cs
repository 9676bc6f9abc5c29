using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>
/// CertificateSigningRequest: who asks is set by the server, the spec never changes, /approval sets the conditions Approved and Denied,
/// /status sets the certificate and other conditions.
/// </summary>
internal sealed class SigningRequestRules : KindRules
{
    private const string LegacySigner = "kubernetes.io/legacy-unknown";
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");
    private static readonly FieldPath CertificatePath = FieldPath.Of("status").Child("certificate");
    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only",
        "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement",
        "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override MetadataChecks SubresourceChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        var spec = tree.Child("spec");
        foreach (var name in new[] { "username", "uid", "groups", "extra" })
        {
            spec.Remove(name);
        }

        var user = context.Request.User;
        SetText(spec, "username", user.Name);
        SetText(spec, "uid", user.Uid);
        if (user.Groups.Count > 0)
        {
            spec.Set("groups", ArrayNode.OfTexts(user.Groups));
        }

        foreach (var (name, values) in user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            spec.Child("extra").Set(name, ArrayNode.OfTexts(values));
        }

        tree.Set("status", new ObjectNode());
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        tree["spec"] = old["spec"]?.Clone();
        if (context.Subresource.Length == 0)
        {
            tree["status"] = old["status"]?.Clone();
            return;
        }

        if (context.Subresource == "approval")
        {
            var conditions = tree.Object("status")?["conditions"];
            var status = (ObjectNode)(old["status"]?.Clone() ?? new ObjectNode());
            status["conditions"] = conditions;
            tree.Set("status", status);
        }
        else
        {
            SigningConditions.KeepDecision(tree, old);
        }

        SetTimes(tree, old, GoTime.Format(context.Now, micro: false));
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Check(tree, old, errors);
        SigningConditions.CheckUpdate(tree, old, approval: context.Subresource == "approval", errors);
        var before = old.TextIn("status", "certificate");
        if (tree.TextIn("status", "certificate") == before)
        {
            return;
        }

        if (context.Subresource != "status")
        {
            errors.Forbidden(CertificatePath, "updates may not set certificate content");
        }
        else if (before.Length > 0)
        {
            errors.Forbidden(CertificatePath, "updates may not modify existing certificate content");
        }
    }

    private static void SetText(ObjectNode spec, string name, string value)
    {
        if (value.Length > 0)
        {
            spec.Set(name, value);
        }
    }

    // A condition keeps its transition time while its status stays.
    private static void SetTimes(ObjectNode tree, ObjectNode old, string now)
    {
        var times = new Dictionary<(string, string), string>();
        foreach (var (_, condition) in old.Object("status").ObjectsOf("conditions"))
        {
            if (condition.Str("lastTransitionTime") is { Length: > 0 } time)
            {
                times.TryAdd((condition.Str("type"), condition.Str("status")), time);
            }
        }

        foreach (var (_, condition) in tree.Object("status").ObjectsOf("conditions"))
        {
            Fill.Zero(condition, "lastUpdateTime", now);
            Fill.Zero(condition, "lastTransitionTime", times.GetValueOrDefault((condition.Str("type"), condition.Str("status")), now));
        }
    }

    private static void Check(ObjectNode tree, ObjectNode? old, FieldErrors errors)
    {
        var spec = tree.Object("spec") ?? [];
        if (PemBlocks.WrongRequest(spec.Str("request")) is { } wrong)
        {
            errors.Invalid(SpecPath.Child("request"), spec["request"], wrong);
        }

        CheckUsages(spec, old?.Object("spec"), errors);
        CheckSigner(spec.Str("signerName"), old.TextIn("spec", "signerName"), errors);
        if (spec.Integer("expirationSeconds") is < 600 and var seconds)
        {
            errors.Invalid(SpecPath.Child("expirationSeconds"), seconds,
                "may not specify a duration less than 600 seconds (10 minutes)");
        }

        SigningConditions.Check(tree, old, errors);
        var certificate = tree.TextIn("status", "certificate");
        var before = old.TextIn("status", "certificate");
        var tolerated = old is not null && (certificate == before || PemBlocks.WrongCertificates(before) is not null);
        if (!tolerated && PemBlocks.WrongCertificates(certificate) is { } malformed)
        {
            errors.Invalid(CertificatePath, "<certificate data>", malformed);
        }
    }

    private static void CheckUsages(ObjectNode spec, ObjectNode? old, FieldErrors errors)
    {
        var path = SpecPath.Child("usages");
        var usages = spec.Texts("usages");
        var before = old.Texts("usages");
        if (usages.Count == 0)
        {
            errors.Required(path);
        }

        var isKnown = before.TrueForAll(u => Usages.Contains(u));
        for (var i = 0; i < usages.Count && isKnown; i++)
        {
            if (!Usages.Contains(usages[i]))
            {
                errors.NotSupported(path.Index(i), usages[i], Usages);
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isDistinct = before.Distinct().Count() == before.Count;
        for (var i = 0; i < usages.Count && isDistinct; i++)
        {
            if (!seen.Add(usages[i]))
            {
                errors.Duplicate(path.Index(i), usages[i]);
            }
        }
    }

    private static void CheckSigner(string name, string before, FieldErrors errors)
    {
        if (name == LegacySigner && before != LegacySigner)
        {
            errors.Invalid(SpecPath.Child("signerName"), name, "the legacy signerName is not allowed via this API version");
        }
        else
        {
            SignerName.Check(name, SpecPath.Child("signerName"), errors);
        }
    }
}
