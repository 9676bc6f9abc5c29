using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Defaults of a job's spec.</summary>
internal static class JobSpecDefaults
{
    private static readonly Node One = 1;
    private static readonly Node Six = 6;
    private static readonly Node Unlimited = int.MaxValue;
    private static readonly Node NonIndexed = "NonIndexed";
    private static readonly Node Failed = "Failed";
    private static readonly Node TerminatingOrFailed = "TerminatingOrFailed";
    private static readonly Node True = "True";

    /// <summary>Fills a Job's spec, its pod template left aside.</summary>
    public static void Apply(ObjectNode spec)
    {
        if (!spec.Has("completions") && !spec.Has("parallelism"))
        {
            spec.Set("completions", One);
        }

        Fill.Pointer(spec, "parallelism", One);
        Fill.Pointer(spec, "backoffLimit", spec.Has("backoffLimitPerIndex") ? Unlimited : Six);
        Fill.Pointer(spec, "completionMode", NonIndexed);
        Fill.Pointer(spec, "suspend", false);
        Patterns(spec);
        Fill.Pointer(spec, "podReplacementPolicy", spec.Has("podFailurePolicy") ? Failed : TerminatingOrFailed);
        Fill.Pointer(spec, "manualSelector", false);
    }

    /// <summary>Conditions of a pod failure policy ask for True unless they say else; in a CronJob's template too.</summary>
    public static void Patterns(ObjectNode spec)
    {
        foreach (var rule in spec.Object("podFailurePolicy").Items("rules"))
        {
            foreach (var pattern in (rule as ObjectNode).Items("onPodConditions"))
            {
                if (pattern is ObjectNode condition)
                {
                    Fill.Zero(condition, "status", True);
                }
            }
        }
    }
}
