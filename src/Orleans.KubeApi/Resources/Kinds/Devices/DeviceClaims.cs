using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>The spec of a ResourceClaim, alone or in a template: defaults and checks.</summary>
internal static class DeviceClaims
{
    private const string AdminLabel = "resource.kubernetes.io/admin-access";
    private const string OneOf = "exactly one of `exactly` or `firstAvailable` is required";
    private static readonly string[] Modes = ["All", "ExactCount"];
    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <summary>Fills mode and count of every request.</summary>
    public static void Default(ObjectNode? spec)
    {
        foreach (var request in (spec?.Object("devices")).Items("requests").OfType<ObjectNode>())
        {
            if (request.Object("exactly") is { } exact)
            {
                DefaultCount(exact);
            }

            foreach (var alternative in request.Items("firstAvailable").OfType<ObjectNode>())
            {
                DefaultCount(alternative);
            }
        }
    }

    /// <summary>Requests with admin access are only for namespaces that are labelled for it.</summary>
    public static void CheckAdmin(FieldErrors errors, ObjectNode? spec, string ns, IObjectReader reader, FieldPath path)
    {
        var requests = (spec?.Object("devices")).Items("requests");
        var position = requests.FindIndex(r => ((r as ObjectNode)?.Object("exactly")).Flag("adminAccess"));
        if (position >= 0 && !AllowsAdmin(ns, reader))
        {
            errors.Forbidden(path.Child("devices", "requests").Index(position).Child("adminAccess"), AdminText);
        }
    }

    /// <summary>Whether the namespace is labelled for admin access.</summary>
    public static bool AllowsAdmin(string ns, IObjectReader reader) =>
        reader.Find(Namespaces, "", ns) is { } found && found.Labels.GetValueOrDefault(AdminLabel) == "true";

    /// <summary>What a request for admin access in another namespace answers.</summary>
    public static string AdminText => $"admin access to devices requires the `{AdminLabel}: true` label on the containing namespace";

    /// <summary>Checks requests, constraints, configuration.</summary>
    public static void Check(FieldErrors errors, FieldPath path, ObjectNode? spec)
    {
        var devices = spec?.Object("devices");
        path = path.Child("devices");
        var names = new DeviceRequests(devices);
        var requests = devices.Items("requests");
        if (DeviceNames.Fits(errors, path.Child("requests"), requests, 32))
        {
            for (var i = 0; i < requests.Count; i++)
            {
                CheckRequest(errors, path.Child("requests").Index(i), requests[i] as ObjectNode);
            }

            DeviceNames.Unique(errors, path.Child("requests"), requests, r => (r as ObjectNode).Str("name"));
        }

        var constraints = devices.Items("constraints");
        if (DeviceNames.Fits(errors, path.Child("constraints"), constraints, 32))
        {
            for (var i = 0; i < constraints.Count; i++)
            {
                CheckConstraint(errors, path.Child("constraints").Index(i), constraints[i] as ObjectNode, names);
            }
        }

        var config = devices.Items("config");
        if (DeviceNames.Fits(errors, path.Child("config"), config, 32))
        {
            for (var i = 0; i < config.Count; i++)
            {
                names.CheckList(errors, path.Child("config").Index(i).Child("requests"), (config[i] as ObjectNode).Items("requests"));
                DeviceConfiguration.Check(errors, path.Child("config").Index(i), config[i] as ObjectNode, stored: false);
            }
        }
    }

    /// <summary>Checks a list of CEL selectors.</summary>
    public static void CheckSelectors(FieldErrors errors, FieldPath path, List<Node> selectors, bool stored)
    {
        if (!DeviceNames.Fits(errors, path, selectors, 32))
        {
            return;
        }

        for (var i = 0; i < selectors.Count; i++)
        {
            if ((selectors[i] as ObjectNode)?.Object("cel") is { } cel)
            {
                if (!stored)
                {
                    DeviceExpressions.Check(errors, path.Index(i).Child("cel", "expression"), cel.Str("expression"));
                }
            }
            else
            {
                errors.Required(path.Index(i).Child("cel"));
            }
        }
    }

    private static void DefaultCount(ObjectNode request)
    {
        DeviceTaints.DefaultTolerations(request);
        Fill.Zero(request, "allocationMode", "ExactCount");
        if (request.Str("allocationMode") == "ExactCount")
        {
            Fill.Zero(request, "count", 1);
        }
    }

    private static void CheckRequest(FieldErrors errors, FieldPath path, ObjectNode? request)
    {
        Names.Label(errors, path.Child("name"), request.Str("name"));
        var alternatives = request.Items("firstAvailable");
        var exact = request?.Object("exactly");
        if (exact is null && alternatives.Count == 0)
        {
            errors.Required(path, OneOf);
        }
        else if (exact is not null && alternatives.Count > 0)
        {
            errors.Invalid(path, null, OneOf + ", but multiple fields are set");
        }
        else if (exact is not null)
        {
            CheckContent(errors, path.Child("exactly"), exact);
        }
        else if (DeviceNames.Fits(errors, path.Child("firstAvailable"), alternatives, 8))
        {
            for (var i = 0; i < alternatives.Count; i++)
            {
                var alternative = alternatives[i] as ObjectNode;
                Names.Label(errors, path.Child("firstAvailable").Index(i).Child("name"), alternative.Str("name"));
                CheckContent(errors, path.Child("firstAvailable").Index(i), alternative);
            }

            DeviceNames.Unique(
                errors, path.Child("firstAvailable"), alternatives, a => (a as ObjectNode).Str("name"));
        }
    }

    private static void CheckContent(FieldErrors errors, FieldPath path, ObjectNode? request)
    {
        var name = request.Str("deviceClassName");
        if (name.Length == 0)
        {
            errors.Required(path.Child("deviceClassName"));
        }
        else
        {
            Names.Subdomain(errors, path.Child("deviceClassName"), name);
        }

        CheckSelectors(errors, path.Child("selectors"), request.Items("selectors"), stored: false);
        CheckCount(errors, path, request);
        var tolerations = request.Items("tolerations");
        for (var i = 0; i < tolerations.Count; i++)
        {
            DeviceTaints.CheckToleration(errors, path.Child("tolerations").Index(i), tolerations[i] as ObjectNode);
        }
    }

    private static void CheckCount(FieldErrors errors, FieldPath path, ObjectNode? request)
    {
        var mode = request.Str("allocationMode");
        var count = request?.Integer("count") ?? 0;
        if (!Modes.Contains(mode))
        {
            errors.NotSupported(path.Child("allocationMode"), mode, Modes);
        }
        else if (mode == "All" && count != 0)
        {
            errors.Invalid(path.Child("count"), count, "must not be specified when allocationMode is 'All'");
        }
        else if (mode == "ExactCount" && count <= 0)
        {
            errors.Invalid(path.Child("count"), count, "must be greater than zero");
        }
    }

    private static void CheckConstraint(FieldErrors errors, FieldPath path, ObjectNode? constraint, DeviceRequests names)
    {
        names.CheckList(errors, path.Child("requests"), constraint.Items("requests"));
        if (constraint?.Text("matchAttribute") is { } match)
        {
            DeviceNames.FullyQualified(errors, path.Child("matchAttribute"), match);
        }
        else if (constraint?.Text("distinctAttribute") is { } distinct)
        {
            DeviceNames.FullyQualified(errors, path.Child("distinctAttribute"), distinct);
        }
        else
        {
            errors.Required(path,
                "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
        }
    }
}
