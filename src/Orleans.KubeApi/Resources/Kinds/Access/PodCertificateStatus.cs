using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>
/// The status of a PodCertificateRequest changes once: to Issued, with a certificate for the requested key and the times that stand in it,
/// or to Denied or Failed, with nothing else.
/// </summary>
internal static class PodCertificateStatus
{
    private const int LargestChain = 10 << 10;
    private static readonly string[] Ends = ["Issued", "Denied", "Failed"];
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromHours(1);
    private static readonly FieldPath StatusPath = FieldPath.Of("status");
    private static readonly FieldPath ChainPath = StatusPath.Child("certificateChain");

    /// <summary>Checks a write of /status.</summary>
    public static void Check(ObjectNode tree, ObjectNode old, DateTimeOffset now, FieldErrors errors)
    {
        var before = errors.Count;
        var status = tree.Object("status");
        CheckConditions(status, errors);
        ConditionRules.Check(status, StatusPath.Child("conditions"), errors);
        if (errors.Count > before)
        {
            return;
        }

        var same = Checks.Same(status, old["status"]);
        if (Ends.Any(e => IsEnd(old.Object("status"), e)))
        {
            Expect(same, "immutable after PodCertificateRequest is issued, denied, or failed", errors);
        }
        else if (IsEnd(status, "Denied") || IsEnd(status, "Failed"))
        {
            Expect(status!.All(member => member.Key == "conditions"),
                "non-condition status fields must be empty when denying or failing the PodCertificateRequest", errors);
        }
        else if (IsEnd(status, "Issued"))
        {
            CheckIssued(status!, old.Object("spec") ?? [], now, errors);
        }
        else
        {
            Expect(same, "status is immutable unless transitioning to \"Issued\", \"Denied\", or \"Failed\"", errors);
        }
    }

    private static void CheckConditions(ObjectNode? status, FieldErrors errors)
    {
        var known = 0;
        foreach (var (i, condition) in status.ObjectsOf("conditions"))
        {
            var path = StatusPath.Child("conditions").Index(i);
            var type = condition.Str("type");
            if (!Ends.Contains(type))
            {
                errors.NotSupported(path.Child("type"), type, Ends);
                continue;
            }

            if (++known > 1)
            {
                errors.Invalid(path.Child("type"), type,
                    "There may be at most one condition with type \"Issued\", \"Denied\", or \"Failed\"");
            }

            if (condition.Str("status") != "True")
            {
                errors.NotSupported(path.Child("status"), condition.Str("status"), ["True"]);
            }
        }
    }

    private static void CheckIssued(ObjectNode status, ObjectNode spec, DateTimeOffset now, FieldErrors errors)
    {
        var chain = status.Str("certificateChain");
        if (chain.Length > LargestChain)
        {
            errors.TooLong(ChainPath, LargestChain);
        }
        else if (PemBlocks.Certificates(chain, out var wrong) is { } certificates)
        {
            CheckTimes(status, spec, certificates[0], now, errors);
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
        else
        {
            errors.Invalid(ChainPath, chain, wrong!);
        }
    }

    private static void CheckTimes(ObjectNode status, ObjectNode spec, X509Certificate2 leaf, DateTimeOffset now, FieldErrors errors)
    {
        if (RequestReading.KeyOf(Convert.FromBase64String(spec.Str("stubPKCS10Request"))) is { } key
            && !key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(leaf.PublicKey.ExportSubjectPublicKeyInfo()))
        {
            errors.Invalid(ChainPath, status["certificateChain"], "leaf certificate was not issued to the requested public key");
            return;
        }

        var before = errors.Count;
        var notBefore = Time("notBefore", "consistent with the issued certificate");
        var notAfter = Time("notAfter", "consistent with the issued certificate");
        var refresh = Time("beginRefreshAt", "in the range [notbefore+10min, notafter-10min]");
        if (errors.Count > before)
        {
            return;
        }

        var (from, to) = (new DateTimeOffset(leaf.NotBefore.ToUniversalTime()), new DateTimeOffset(leaf.NotAfter.ToUniversalTime()));
        (string Member, bool IsRight, string Text)[] rules =
        [
            ("notBefore", notBefore == from, "must be set to the NotBefore time encoded in the leaf certificate"),
            ("notBefore", (notBefore - now).Duration() < Skew, "must be set to within 5 minutes of kube-apiserver's current time"),
            ("notAfter", notAfter == to, "must be set to the NotAfter time encoded in the leaf certificate"),
            ("certificateChain", to - from >= ShortestLife, "leaf certificate lifetime must be >= 1 hour"),
            ("certificateChain", (to - from).TotalSeconds <= (spec.Integer("maxExpirationSeconds") ?? 0),
                $"leaf certificate lifetime must be <= spec.maxExpirationSeconds ({spec.Integer("maxExpirationSeconds")})"),
            ("beginRefreshAt", refresh >= notBefore + Margin, "must be at least 10 minutes after status.notBefore"),
            ("beginRefreshAt", refresh <= notAfter - Margin, "must be at least 10 minutes before status.notAfter"),
        ];
        if (Array.Find(rules, r => !r.IsRight) is { Member: { } member, Text: var text })
        {
            errors.Invalid(StatusPath.Child(member), status[member], text);
        }

        DateTimeOffset Time(string member, string what)
        {
            if (GoTime.TryParse(status.Str(member), micro: false, out var time, out _))
            {
                return time;
            }

            errors.Required(StatusPath.Child(member), $"must be present and {what}");
            return default;
        }
    }

    private static bool IsEnd(ObjectNode? status, string type) =>
        status.ObjectsOf("conditions").Any(c => c.Item.Str("type") == type && c.Item.Str("status") == "True");

    private static void Expect(bool holds, string text, FieldErrors errors)
    {
        if (!holds)
        {
            errors.Add(new StatusCause("FieldValueInvalid", $"Invalid value: {text}", StatusPath.ToString()));
        }
    }
}
