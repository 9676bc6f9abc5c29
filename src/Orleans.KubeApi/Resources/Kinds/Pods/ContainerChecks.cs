using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of containers: what all kinds of them share, and the list of regular ones.</summary>
internal sealed class ContainerChecks(
    ObjectNode spec, Dictionary<string, ObjectNode> volumes, HashSet<string> claims, FieldErrors errors, PodCheckOptions options)
{
    private const int MostRules = 20;
    private const int MostExitCodes = 255;
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    /// <summary>The volumes by name.</summary>
    public Dictionary<string, ObjectNode> Volumes => volumes;

    /// <summary>A pull policy: of a container or of an image volume.</summary>
    public static void PullPolicy(string policy, FieldPath path, FieldErrors errors)
    {
        if (policy.Length == 0)
        {
            errors.Required(path);
        }
        else if (!PullPolicies.Contains(policy, StringComparer.Ordinal))
        {
            errors.NotSupported(path, policy, PullPolicies);
        }
    }

    /// <summary>The regular containers.</summary>
    public void Regular(FieldPath path)
    {
        var containers = spec.Items("containers");
        if (containers.Count == 0)
        {
            errors.Required(path);
            return;
        }

        var names = new HashSet<string>(containers.Count, StringComparer.Ordinal);
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i].Obj();
            var at = path.Index(i);
            Common(container, at);
            if (!names.Add(container.Str("name")))
            {
                errors.Duplicate(at.Child("name"), container.Str("name"));
            }

            ProbeChecks.Check(container, spec, at, errors);
            RestartPolicy(container, at);
        }

        HostPorts(containers, path);
    }

    /// <summary>What every container must have.</summary>
    public void Common(ObjectNode container, FieldPath path)
    {
        if (container.Str("name").Length == 0)
        {
            errors.Required(path.Child("name"));
        }
        else
        {
            Names.Label(errors, path, "name", container.Str("name"));
        }

        if (container.Str("image").Length == 0)
        {
            errors.Required(path.Child("image"));
        }

        if (container.Str("terminationMessagePolicy") is { } policy and not ("File" or "FallbackToLogsOnError"))
        {
            if (policy.Length == 0)
            {
                errors.Required(path.Child("terminationMessagePolicy"));
            }
            else
            {
                errors.NotSupported(path.Child("terminationMessagePolicy"), policy, ["File", "FallbackToLogsOnError"]);
            }
        }

        ContainerPorts(container.Items("ports"), path);
        if (container.Items("env") is { Count: > 0 } variables)
        {
            EnvironmentChecks.Variables(variables, path.Child("env"), errors);
        }

        if (container.Items("envFrom") is { Count: > 0 } sources)
        {
            EnvironmentChecks.From(sources, path.Child("envFrom"), errors);
        }

        MountChecks.Check(container, volumes, path, errors);
        PullPolicy(container.Str("imagePullPolicy"), path.Child("imagePullPolicy"), errors);
        if (container.Object("resources") is { Count: > 0 } resources)
        {
            new ResourceChecks(errors, options, claims).Check(resources, isPod: false, path.Child("resources"));
        }

        ResizePolicy(container.Items("resizePolicy"), path);
        if (container.Object("securityContext") is { } context)
        {
            SecurityContextChecks.Container(context, spec.Maybe("hostUsers") ?? true, path.Child("securityContext"), errors);
        }
    }

    /// <summary>Restart policy and rules of one container; for init containers they are the same.</summary>
    public void RestartPolicy(ObjectNode container, FieldPath path)
    {
        var policy = container.Text("restartPolicy");
        var rules = container.Items("restartPolicyRules");
        if (policy is null && rules.Count == 0)
        {
            return;
        }

        if (policy is null)
        {
            errors.Required(path.Child("restartPolicy"), "must specify restartPolicy when restart rules are used");
        }
        else if (policy is not ("Always" or "Never" or "OnFailure"))
        {
            errors.NotSupported(path.Child("restartPolicy"), policy, ["Always", "Never", "OnFailure"]);
        }

        if (rules.Count > MostRules)
        {
            errors.TooMany(path.Child("restartPolicyRules"), rules.Count, MostRules);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            RestartRule(rules[i].Obj(), path.Child("restartPolicyRules").Index(i));
        }
    }

    /// <summary>No two containers of the list may have the same port of the host.</summary>
    public void HostPorts(IReadOnlyList<Node> containers, FieldPath path)
    {
        HashSet<string>? taken = null;
        for (var i = 0; i < containers.Count; i++)
        {
            var ports = containers[i].Obj().Items("ports");
            for (var j = 0; j < ports.Count; j++)
            {
                var port = ports[j].Obj();
                if (port.Int("hostPort") == 0)
                {
                    continue;
                }

                var key = string.Create(CultureInfo.InvariantCulture,
                    $"{port.Str("protocol")}/{port.Str("hostIP")}/{port.Int("hostPort")}");
                if (!(taken ??= new(StringComparer.Ordinal)).Add(key))
                {
                    errors.Duplicate(path.Index(i).Child("ports").Index(j).Child("hostPort"), key);
                }
            }
        }
    }

    private void RestartRule(ObjectNode rule, FieldPath path)
    {
        if (rule.Str("action") is { } action and not ("Restart" or "RestartAllContainers"))
        {
            errors.NotSupported(path.Child("action"), action, ["Restart", "RestartAllContainers"]);
        }

        if (rule.Object("exitCodes") is not { } codes)
        {
            errors.Required(path.Child("exitCodes"), "must be specified");
            return;
        }

        if (codes.Str("operator") is { } comparison and not ("In" or "NotIn"))
        {
            errors.NotSupported(path.Child("exitCodes", "operator"), comparison, ["In", "NotIn"]);
        }

        if (codes.Items("values").Count > MostExitCodes)
        {
            errors.TooMany(path.Child("exitCodes", "values"), codes.Items("values").Count, MostExitCodes);
        }
    }

    private void ContainerPorts(List<Node> ports, FieldPath parent)
    {
        HashSet<string>? names = null;
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i].Obj();
            var path = parent.Child("ports").Index(i);
            var name = port.Str("name");
            if (name.Length > 0 && Ports.NameErrors(name).Count > 0)
            {
                Ports.Name(errors, path.Child("name"), name);
            }
            else if (name.Length > 0 && !(names ??= new(StringComparer.Ordinal)).Add(name))
            {
                errors.Duplicate(path.Child("name"), name);
            }

            if (port.Int("containerPort") == 0)
            {
                errors.Required(path.Child("containerPort"));
            }
            else
            {
                Ports.Number(errors, path.Child("containerPort"), port.Int("containerPort"));
            }

            if (port.Int("hostPort") != 0)
            {
                Ports.Number(errors, path.Child("hostPort"), port.Int("hostPort"));
            }

            if (port.Str("protocol").Length == 0)
            {
                errors.Required(path.Child("protocol"));
            }
            else if (!Protocols.Contains(port.Str("protocol"), StringComparer.Ordinal))
            {
                errors.NotSupported(path.Child("protocol"), port.Str("protocol"), Protocols);
            }
        }
    }

    private void ResizePolicy(List<Node> policies, FieldPath parent)
    {
        HashSet<string>? seen = null;
        for (var i = 0; i < policies.Count; i++)
        {
            var (resource, policy) = (policies[i].Obj().Str("resourceName"), policies[i].Obj().Str("restartPolicy"));
            var path = parent.Child("resizePolicy");
            if (!(seen ??= new(StringComparer.Ordinal)).Add(resource))
            {
                errors.Duplicate(path.Index(i), resource);
            }

            Choice(resource, ["cpu", "memory"], path);
            Choice(policy, ["NotRequired", "RestartContainer"], path);
            if (spec.Str("restartPolicy") == "Never" && policy != "NotRequired")
            {
                errors.Invalid(path, policy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }

    private void Choice(string value, string[] supported, FieldPath path)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else if (!supported.Contains(value, StringComparer.Ordinal))
        {
            errors.NotSupported(path, value, supported);
        }
    }
}
