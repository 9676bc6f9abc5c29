using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>Core Node: pod ranges, taints, amounts; what never changes once it is set. A create may bring a status.</summary>
internal sealed class NodeRules : KindRules
{
    private const string OnceText = "node updates may not change {0} except from \"\" to valid";
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath Taints = FieldPath.Of("metadata").Child("taints");
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override bool KeepsStatusOnCreate => true;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        if (tree.Object("spec") is { } spec)
        {
            JoinRanges(spec);
        }

        if (tree.Object("status") is not { } status)
        {
            return;
        }

        if (status.Object("allocatable") is null && status.Object("capacity") is { Count: > 0 } capacity)
        {
            status.Set("allocatable", capacity.Clone());
        }

        ResourceLists.RoundToMilli(status.Object("capacity"));
        ResourceLists.RoundToMilli(status.Object("allocatable"));
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) => tree.Object("spec")?.Remove("configSource");

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (old.Object("spec")?.Has("configSource") != true)
        {
            tree.Object("spec")?.Remove("configSource");
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        CheckTaints(errors, tree);
        CheckAmounts(errors, tree.Object("status"));
        CheckRanges(errors, tree.Object("spec"));
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            // The original checks the object as a new one and as a changed one: what is wrong is listed twice.
            Validate(tree, errors, context);
        }

        CheckAmounts(errors, tree.Object("status"));
        CheckAddresses(errors, tree.Object("status"));
        CheckOnce(errors, tree.Object("spec"), old.Object("spec"));
        CheckTaints(errors, tree);
        if (tree.Object("spec").Str("externalID") != old.Object("spec").Str("externalID"))
        {
            errors.Forbidden(Spec.Child("externalID"), "may not be updated");
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (context.Subresource.Length > 0 || tree.Object("spec") is not { } spec)
        {
            return;
        }

        if (spec.Has("configSource"))
        {
            context.Warnings.Add("spec.configSource: deprecated in v1.22, support removal is planned in v1.23");
        }

        if (spec.Str("externalID").Length > 0)
        {
            context.Warnings.Add("spec.externalID: deprecated in v1.24, support removal is planned in v1.26");
        }
    }

    // The old field podCIDR is the first of podCIDRs; where they differ the old field wins, as a client that knows only it wrote it.
    private static void JoinRanges(ObjectNode spec)
    {
        var one = spec.Str("podCIDR");
        var ranges = spec.Items("podCIDRs");
        if (one.Length > 0 && (ranges.Count == 0 || ranges[0] is not TextNode { Value: var first } || first != one))
        {
            spec.Set("podCIDRs", new ArrayNode([one]));
        }
        else if (one.Length == 0 && ranges.Count > 0)
        {
            spec.Set("podCIDR", ranges[0]);
        }
    }

    private static void CheckTaints(FieldErrors errors, ObjectNode tree)
    {
        var seen = new HashSet<(string, string)>();
        var taints = tree.Object("spec").Items("taints");
        for (var i = 0; i < taints.Count; i++)
        {
            if (taints[i] is not ObjectNode taint)
            {
                continue;
            }

            var path = Taints.Index(i);
            var key = taint.Str("key");
            var value = taint.Str("value");
            var effect = taint.Str("effect");
            Names.Qualified(errors, path.Child("key"), key);
            if (LabelSyntax.ValueErrors(value) is { Count: > 0 } wrong)
            {
                errors.Invalid(path.Child("value"), value, string.Join(";", wrong));
            }

            CheckEffect(errors, path.Child("effect"), effect);
            if (!seen.Add((key, effect)))
            {
                var shown = new ObjectNode
                {
                    { "Key", key }, { "Value", value }, { "Effect", effect }, { "TimeAdded", taint["timeAdded"] ?? NullNode.Instance },
                };
                errors.Add(new StatusCause("FieldValueDuplicate", $"Duplicate value: {shown}: taints must be unique by key and effect pair",
                    path.ToString()));
            }
        }
    }

    private static void CheckEffect(FieldErrors errors, FieldPath path, string effect)
    {
        if (effect.Length == 0)
        {
            errors.Required(path);
        }
        else if (!Effects.Contains(effect))
        {
            errors.NotSupported(path, effect, Effects);
        }
    }

    private static void CheckAmounts(FieldErrors errors, ObjectNode? status)
    {
        foreach (var list in (ReadOnlySpan<string>)["capacity", "allocatable"])
        {
            foreach (var (name, value) in status?.Object(list) ?? [])
            {
                QuotaNames.CheckAmount(errors, FieldPath.Of("status").Child(list).Child(name), name, value);
            }
        }
    }

    private static void CheckAddresses(FieldErrors errors, ObjectNode? status)
    {
        var seen = new HashSet<(string, string)>();
        var addresses = status.Items("addresses");
        for (var i = 0; i < addresses.Count; i++)
        {
            if (addresses[i] is ObjectNode address && !seen.Add((address.Str("type"), address.Str("address"))))
            {
                var shown =
                    new ObjectNode { { "Type", address.Str("type") }, { "Address", address.Str("address") } };
                errors.Duplicate(FieldPath.Of("status").Child("addresses").Index(i), shown);
            }
        }
    }

    private static void CheckRanges(FieldErrors errors, ObjectNode? spec)
    {
        var ranges = spec.Items("podCIDRs");
        var path = Spec.Child("podCIDRs");
        var families = new List<AddressFamily>();
        for (var i = 0; i < ranges.Count; i++)
        {
            var text = ranges[i].Str();
            if (ParseRange(text) is { } family)
            {
                families.Add(family);
            }
            else
            {
                errors.Invalid(path.Index(i), text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
        }

        if (ranges.Count < 2)
        {
            return;
        }

        if (families.Count < ranges.Count)
        {
            var bad = ranges.FindIndex(r => ParseRange(r.Str()) is null);
            errors.Internal(path, string.Create(CultureInfo.InvariantCulture,
                $"invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[{bad}]: <nil> (invalid CIDR address: " +
                $"{(ranges[bad] as TextNode)?.Value})"));
        }

        if (ranges.Count > 2 || families.Distinct().Count() != 2)
        {
            errors.Invalid(path, spec?["podCIDRs"], "may specify no more than one CIDR for each IP family");
        }
    }

    // An address, a slash and a length that fits: null if it is something else.
    private static AddressFamily? ParseRange(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || text.Contains('%') || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return null;
        }

        var isDotted = address.AddressFamily != AddressFamily.InterNetwork || text.AsSpan(0, slash).Count('.') == 3;
        return isDotted && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) ? address.AddressFamily : null;
    }

    private static void CheckOnce(FieldErrors errors, ObjectNode? spec, ObjectNode? old)
    {
        var before = old.Items("podCIDRs");
        if (before.Count > 0 && !Node.DeepEquals(spec?["podCIDRs"], old?["podCIDRs"]))
        {
            errors.Forbidden(Spec.Child("podCIDRs"), OnceText.Replace("{0}", "podCIDR", StringComparison.Ordinal));
        }

        var provider = old.Str("providerID");
        if (provider.Length > 0 && provider != spec.Str("providerID"))
        {
            errors.Forbidden(Spec.Child("providerID"), OnceText.Replace("{0}", "providerID", StringComparison.Ordinal));
        }
    }
}
