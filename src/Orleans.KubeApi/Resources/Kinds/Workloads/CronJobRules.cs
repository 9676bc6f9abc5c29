using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>batch/v1 CronJob. Its job template isn't defaulted as a Job is: only the pods in it are.</summary>
internal sealed class CronJobRules : PodOwnerRules
{
    // A job's name is that of its CronJob and eleven characters more.
    private const int LongestName = 52;
    private const int LongestZonePart = 14;
    private static readonly Node Allow = "Allow";
    private static readonly Node One = 1;
    private static readonly Node Three = 3;
    private static readonly FieldPath JobTemplate = TemplateRules.Spec.Child("jobTemplate", "spec");
    private static readonly FieldPath Schedule = TemplateRules.Spec.Child("schedule");
    private static readonly FieldPath TimeZone = TemplateRules.Spec.Child("timeZone");
    private static readonly string[] Concurrency = ["Allow", "Forbid", "Replace"];
    private static readonly string[] NoManualSelector = ["nil", "false"];

    /// <inheritdoc/>
    public override MetadataChecks SubresourceChecks => MetadataChecks.Nothing;

    /// <inheritdoc/>
    protected override FieldPath TemplatePath { get; } = JobTemplate.Child("template");

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        Fill.Zero(spec, "concurrencyPolicy", Allow);
        Fill.Pointer(spec, "suspend", false);
        Fill.Pointer(spec, "successfulJobsHistoryLimit", Three);
        Fill.Pointer(spec, "failedJobsHistoryLimit", One);
        var job = spec.Child("jobTemplate").Child("spec");
        JobSpecDefaults.Patterns(job);
        PodSpecRules.DefaultTemplate(job.Child("template"));
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        CheckSpec(tree.Child("spec"), null, errors);
        var name = new ObjectMeta(tree).Name;
        if (name.Length > LongestName)
        {
            errors.Invalid(FieldPath.Of("metadata").Child("name"), name, "must be no more than 52 characters");
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            CheckSpec(tree.Child("spec"), old.Object("spec"), errors);
        }
    }

    /// <inheritdoc/>
    protected override ObjectNode? TemplateOf(ObjectNode tree) =>
        tree.Object("spec")?.Object("jobTemplate")?.Object("spec")?.Object("template");

    /// <inheritdoc/>
    protected override void WarnOfSpec(ObjectNode tree, KindContext context)
    {
        var spec = tree.Object("spec");
        JobRules.WarnOfIndexes(spec?.Object("jobTemplate")?.Object("spec"), JobTemplate, context);
        if (spec.Str("schedule").Contains("TZ", StringComparison.Ordinal))
        {
            context.Warnings.Add("CRON_TZ or TZ used in spec.schedule is not officially supported, see "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
    }

    private static void CheckSpec(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        CheckSchedule(spec, oldSpec, errors);
        Checks.NonNegative(spec, "startingDeadlineSeconds", TemplateRules.Spec, errors);
        if (spec.Text("timeZone") is { } zone && (oldSpec is null || oldSpec.Text("timeZone") != zone))
        {
            CheckTimeZone(zone, errors);
        }

        if (spec.Str("concurrencyPolicy") is var policy && policy is not ("Allow" or "Forbid" or "Replace"))
        {
            errors.NotSupported(TemplateRules.Spec.Child("concurrencyPolicy"), policy, Concurrency);
        }

        var job = spec.Child("jobTemplate").Child("spec");
        JobSpecChecks.Check(job, oldSpec?.Object("jobTemplate")?.Object("spec"), JobTemplate, errors);
        if (job["selector"] is ObjectNode selector)
        {
            errors.Invalid(JobTemplate.Child("selector"), selector, "`selector` will be auto-generated");
        }

        if (job.Flag("manualSelector"))
        {
            errors.NotSupported(JobTemplate.Child("manualSelector"), true, NoManualSelector);
        }

        Checks.NonNegative(spec, TemplateRules.Spec, errors, "successfulJobsHistoryLimit", "failedJobsHistoryLimit");
    }

    private static void CheckSchedule(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        var schedule = spec.Str("schedule");
        if (schedule.Length == 0)
        {
            errors.Required(Schedule);
            return;
        }

        if (CronSchedule.Error(schedule) is { } wrong)
        {
            errors.Invalid(Schedule, schedule, wrong);
        }

        if (!schedule.Contains("TZ", StringComparison.Ordinal))
        {
            return;
        }

        // Schedules with a zone in them from before that was forbidden may stay.
        if (!oldSpec.Str("schedule").Contains("TZ", StringComparison.Ordinal))
        {
            errors.Invalid(Schedule, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (spec.Has("timeZone"))
        {
            errors.Invalid(Schedule, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static void CheckTimeZone(string zone, FieldErrors errors)
    {
        if (zone.Length == 0)
        {
            errors.Invalid(TimeZone, zone, "timeZone must be nil or non-empty string");
            return;
        }

        foreach (var range in zone.AsSpan().Split('/'))
        {
            if (!IsZonePart(zone.AsSpan()[range]))
            {
                errors.Invalid(TimeZone, zone, $"unknown time zone {zone}");
                return;
            }
        }

        if (zone.Equals("Local", StringComparison.OrdinalIgnoreCase))
        {
            errors.Invalid(TimeZone, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }

        // Go itself knows "Local", in this spelling only.
        if (zone != "Local" && !TimeZoneNames.Has(zone))
        {
            errors.Invalid(TimeZone, zone, $"unknown time zone {zone}");
        }
    }

    private static bool IsZonePart(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty || part.Length > LongestZonePart || part is "." or ".." || part[0] == '-')
        {
            return false;
        }

        foreach (var letter in part)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_' or '+'))
            {
                return false;
            }
        }

        return true;
    }
}
