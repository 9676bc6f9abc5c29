using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of probes and life-cycle hooks.</summary>
internal static class ProbeChecks
{
    private const string NotNegative = "must be greater than or equal to 0";
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

    private static readonly string[] Counters =
        ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    private static readonly string[] LinuxSignals =
    [
        "SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT",
        "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", "SIGRTMAX-11",
        "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2", "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5", "SIGRTMAX-6", "SIGRTMAX-7",
        "SIGRTMAX-8", "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14",
        "SIGRTMIN+15", "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9",
        "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1",
        "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ",
    ];

    /// <summary>Checks a container's hooks and probes.</summary>
    public static void Check(ObjectNode container, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var grace = spec.Integer("terminationGracePeriodSeconds");
        if (container.Object("lifecycle") is { } lifecycle)
        {
            Lifecycle(lifecycle, grace, spec.Object("os"), path.Child("lifecycle"), errors);
        }

        if (container.Object("livenessProbe") is { } liveness)
        {
            Probe(liveness, grace, path.Child("livenessProbe"), errors);
            Once(liveness, path.Child("livenessProbe"), errors);
        }

        if (container.Object("readinessProbe") is { } readiness)
        {
            Probe(readiness, grace, path.Child("readinessProbe"), errors);
            if (readiness["terminationGracePeriodSeconds"] is NumberNode seconds)
            {
                errors.Invalid(path.Child("readinessProbe", "terminationGracePeriodSeconds"), seconds,
                    "must not be set for readinessProbes");
            }
        }

        if (container.Object("startupProbe") is { } startup)
        {
            Probe(startup, grace, path.Child("startupProbe"), errors);
            Once(startup, path.Child("startupProbe"), errors);
        }
    }

    private static void Once(ObjectNode probe, FieldPath path, FieldErrors errors)
    {
        if (probe.Int("successThreshold") != 1)
        {
            errors.Invalid(path.Child("successThreshold"), probe.Int("successThreshold"), "must be 1");
        }
    }

    private static void Probe(ObjectNode probe, long? grace, FieldPath path, FieldErrors errors)
    {
        Handler(probe, grace, path, errors);
        foreach (var counter in Counters)
        {
            if (probe.Int(counter) < 0)
            {
                errors.Invalid(path.Child(counter), probe.Int(counter), NotNegative);
            }
        }

        if (probe.Integer("terminationGracePeriodSeconds") is { } seconds and <= 0)
        {
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), seconds, "must be greater than 0");
        }
    }

    private static void Lifecycle(ObjectNode lifecycle, long? grace, ObjectNode? os, FieldPath path, FieldErrors errors)
    {
        if (lifecycle.Object("postStart") is { } start)
        {
            Handler(start, grace, path.Child("postStart"), errors);
        }

        if (lifecycle.Object("preStop") is { } stop)
        {
            Handler(stop, grace, path.Child("preStop"), errors);
        }

        if (lifecycle.Text("stopSignal") is { } signal)
        {
            StopSignal(signal, os, path.Child("stopSignal"), errors);
        }
    }

    private static void StopSignal(string signal, ObjectNode? os, FieldPath path, FieldErrors errors)
    {
        if (os is null)
        {
            errors.Forbidden(path, "may not be set for containers with empty `spec.os.name`");
        }
        else if (os.Str("name") == "windows" && signal is not ("SIGKILL" or "SIGTERM"))
        {
            errors.NotSupported(path, signal, ["SIGKILL", "SIGTERM"]);
        }
        else if (os.Str("name") == "linux" && !LinuxSignals.Contains(signal, StringComparer.Ordinal))
        {
            errors.NotSupported(path, signal, LinuxSignals);
        }
    }

    private static void Handler(ObjectNode handler, long? grace, FieldPath path, FieldErrors errors)
    {
        var count = 0;
        foreach (var kind in Handlers)
        {
            if (handler.Object(kind) is not { } action)
            {
                continue;
            }

            if (++count > 1)
            {
                errors.Forbidden(path.Child(kind), "may not specify more than 1 handler type");
            }
            else
            {
                Action(kind, action, grace, path.Child(kind), errors);
            }
        }

        if (count == 0)
        {
            errors.Required(path, "must specify a handler type");
        }
    }

    private static void Action(string kind, ObjectNode action, long? grace, FieldPath path, FieldErrors errors)
    {
        switch (kind)
        {
            case "exec" when action.Items("command").Count == 0:
                errors.Required(path.Child("command"));
                break;
            case "httpGet":
                HttpGet(action, path, errors);
                break;
            case "tcpSocket" or "grpc":
                Ports.NumberOrName(errors, path.Child("port"), action["port"]);
                break;
            case "sleep" when grace is { } most && (action.Int("seconds") < 0 || action.Int("seconds") > most):
                errors.Invalid(path, action.Int("seconds"), string.Create(CultureInfo.InvariantCulture,
                    $"must be non-negative and less than terminationGracePeriodSeconds ({most})"));
                break;
        }
    }

    private static void HttpGet(ObjectNode action, FieldPath path, FieldErrors errors)
    {
        if (action.Str("path").Length == 0)
        {
            errors.Required(path.Child("path"));
        }

        Ports.NumberOrName(errors, path.Child("port"), action["port"]);
        if (action.Str("scheme") is { } scheme and not ("HTTP" or "HTTPS"))
        {
            errors.NotSupported(path.Child("scheme"), scheme, ["HTTP", "HTTPS"]);
        }

        foreach (var header in action.Items("httpHeaders"))
        {
            Names.HttpHeader(errors, path.Child("httpHeaders"), header.Obj().Str("name"));
        }
    }
}
