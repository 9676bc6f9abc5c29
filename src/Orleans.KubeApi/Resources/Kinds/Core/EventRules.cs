using System.Globalization;
using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>
/// Event of both groups: the old rules for core, and for events.k8s.io the strict ones besides. Errors name the core fields in both.
/// </summary>
internal sealed class EventRules(EventNames names, bool strict) : KindRules
{
    private const int LongestWord = 128;
    private const int LongestNote = 1024;
    private const string OtherNamespace = "does not match event.namespace";

    /// <inheritdoc/>
    public override bool ChecksMetadata => strict;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => strict ? MetadataChecks.OnlyChange : MetadataChecks.Nothing;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        CheckOld(tree, errors);
        if (!strict)
        {
            return;
        }

        CheckSeries(tree, errors);
        if (IsZero(tree, "eventTime"))
        {
            errors.Required(FieldPath.Of("eventTime"));
        }

        var type = tree.Str("type");
        if (type is not ("Normal" or "Warning"))
        {
            errors.Invalid(FieldPath.Of("type"), "", $"has invalid value: {type}");
        }

        Unset(errors, "firstTimestamp", IsZero(tree, names.First));
        Unset(errors, "lastTimestamp", IsZero(tree, names.Last));
        Unset(errors, "count", (tree.Integer(names.Count) ?? 0) == 0);
        var source = tree.Object(names.Source);
        Unset(errors, "source", source.Str("component").Length == 0 && source.Str("host").Length == 0);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        CheckOld(tree, errors);
        if (!strict)
        {
            return;
        }

        if (!Node.DeepEquals(tree["series"], old["series"]))
        {
            CheckSeries(tree, errors);
        }

        // "reason" stands twice: the original checks it twice.
        foreach (var (field, member) in (ReadOnlySpan<(string, string)>)[("involvedObject", names.InvolvedObject), ("reason", "reason"),
            ("message", names.Message), ("source", names.Source), ("firstTimestamp", names.First), ("lastTimestamp", names.Last),
            ("count", names.Count), ("reason", "reason"), ("type", "type"), ("eventTime", "eventTime"), ("action", "action"),
            ("related", "related"), ("reportingController", names.Reporter), ("reportingInstance", "reportingInstance")])
        {
            if (!Checks.Same(tree[member], old[member]))
            {
                errors.Invalid(FieldPath.Of(field), tree[member], Checks.ImmutableText);
            }
        }
    }

    private static bool IsZero(ObjectNode tree, string time) => tree[time] is null or NullNode or TextNode { Value.Length: 0 };

    private static void Unset(FieldErrors errors, string field, bool isUnset)
    {
        if (!isUnset)
        {
            errors.Invalid(FieldPath.Of(field), "", "needs to be unset");
        }
    }

    private static void CheckSeries(ObjectNode tree, FieldErrors errors)
    {
        if (tree.Object("series") is not { } series)
        {
            return;
        }

        if ((series.Integer("count") ?? 0) < 2)
        {
            errors.Invalid(FieldPath.Of("series.count"), "", "should be at least 2");
        }

        if (IsZero(series, "lastObservedTime"))
        {
            errors.Required(FieldPath.Of("series.lastObservedTime"));
        }
    }

    private void CheckOld(ObjectNode tree, FieldErrors errors)
    {
        var ns = new ObjectMeta(tree).Namespace;
        var about = tree.Object(names.InvolvedObject).Str("namespace");
        var path = FieldPath.Of("involvedObject").Child("namespace");
        if (IsZero(tree, "eventTime"))
        {
            // An event about something without namespace lives in "default".
            if (about.Length == 0 ? ns is not ("" or "default") : ns != about)
            {
                errors.Invalid(path, about, OtherNamespace);
            }
        }
        else
        {
            if (about.Length == 0 && ns is not ("default" or "kube-system"))
            {
                errors.Invalid(path, about, OtherNamespace);
            }

            CheckReporter(tree, errors);
        }

        Names.Subdomain(errors, FieldPath.Of("namespace"), ns);
    }

    private void CheckReporter(ObjectNode tree, FieldErrors errors)
    {
        var reporter = tree.Str(names.Reporter);
        if (reporter.Length == 0)
        {
            errors.Required(FieldPath.Of(names.Reporter));
        }

        Names.Qualified(errors, FieldPath.Of(names.Reporter), reporter);
        foreach (var word in (ReadOnlySpan<string>)["reportingInstance", "action", "reason"])
        {
            var text = tree.Str(word);
            if (text.Length == 0)
            {
                errors.Required(FieldPath.Of(word));
            }

            CheckLength(errors, word, text, LongestWord);
        }

        CheckLength(errors, "message", tree.Str(names.Message), LongestNote);
    }

    private static void CheckLength(FieldErrors errors, string field, string text, int largest)
    {
        if (Encoding.UTF8.GetByteCount(text) > largest)
        {
            errors.Invalid(FieldPath.Of(field), "",
                string.Create(CultureInfo.InvariantCulture, $"can have at most {largest} characters"));
        }
    }
}
