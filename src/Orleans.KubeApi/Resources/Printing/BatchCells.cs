using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Jobs and cron jobs.</summary>
internal static class BatchCells
{
    private static readonly Column Selector = new("Selector", "string", "=batch.v1.JobSpec/selector", Wide: true);

    public static KindTable Jobs { get; } = new(
    [
        Column.ObjectName,
        new("Status", "string", "Status of the job."),
        new("Completions", "string", "=batch.v1.JobStatus/succeeded"),
        new("Duration", "string", "Time required to complete the job."),
        Column.Age,
        WorkloadCells.Containers,
        WorkloadCells.ContainerImages,
        Selector,
    ],
    (obj, now) =>
    {
        var (spec, status) = (obj.Part("spec"), obj.Part("status"));
        var pod = spec.Part("template").Part("spec");
        return
        [
            Name(obj),
            Status(obj, status),
            Completions(spec, status.Number("succeeded")),
            Duration(status, now),
            Age(obj, now),
            ContainerNames(pod),
            Images(pod),
            SelectorText.OfSelector(spec.Object("selector")),
        ];
    });

    public static KindTable CronJobs { get; } = new(
    [
        Column.ObjectName,
        new("Schedule", "string", "=batch.v1.CronJobSpec/schedule"),
        new("Timezone", "string", "=batch.v1.CronJobSpec/timeZone"),
        new("Suspend", "boolean", "=batch.v1.CronJobSpec/suspend"),
        new("Active", "integer", "=batch.v1.CronJobStatus/active"),
        new("Last Schedule", "string", "=batch.v1.CronJobStatus/lastScheduleTime"),
        Column.Age,
        WorkloadCells.Containers,
        WorkloadCells.ContainerImages,
        Selector,
    ],
    (obj, now) =>
    {
        var (spec, status) = (obj.Part("spec"), obj.Part("status"));
        var job = spec.Part("jobTemplate").Part("spec");
        var pod = job.Part("template").Part("spec");
        var last = status.Text("lastScheduleTime");
        return
        [
            Name(obj),
            spec.Text("schedule") ?? "",
            spec.Text("timeZone") ?? None,
            spec.Flag("suspend") ? "True" : "False",
            status.Length("active"),
            last is null ? None : Since(last, now),
            Age(obj, now),
            ContainerNames(pod),
            Images(pod),
            SelectorText.OfSelector(job.Object("selector")),
        ];
    });

    private static string Status(ObjectNode job, ObjectNode status)
    {
        bool Has(string condition) => status.Condition(condition)?.Text("status") == "True";
        return Has("Complete") ? "Complete"
            : Has("Failed") ? "Failed"
            : IsDeleting(job) ? "Terminating"
            : Has("Suspended") ? "Suspended"
            : Has("FailureTarget") ? "FailureTarget"
            : "Running";
    }

    private static string Completions(ObjectNode spec, long succeeded)
    {
        if (spec.Integer("completions") is { } wanted)
        {
            return Ratio(succeeded, wanted);
        }

        var parallelism = spec.Number("parallelism");
        return parallelism > 1 ? $"{Ratio(succeeded, 1)} of {Digits(parallelism)}" : Ratio(succeeded, 1);
    }

    private static string Duration(ObjectNode status, DateTimeOffset now) => Time(status.Text("startTime")) is { } start
        ? HumanDuration.Of((Time(status.Text("completionTime")) ?? now) - start)
        : "";
}
