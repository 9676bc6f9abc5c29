using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>The status of a ResourceClaim: allocation, users, devices.</summary>
internal static class ClaimAllocations
{
    private const int LargestData = 10 << 10;
    private static readonly FieldPath Status = FieldPath.Of("status");
    private static readonly string[] Sources = ["FromClaim", "FromClass"];

    /// <summary>Forgets the states of devices that are allocated no longer.</summary>
    public static void DropDeallocated(ObjectNode tree, ObjectNode old)
    {
        var gone = Results(old).Select(Device).ToHashSet();
        gone.ExceptWith(Results(tree).Select(Device));
        var devices = tree.Object("status")?.Array("devices");
        devices?.Items.RemoveAll(d => d is ObjectNode device && gone.Contains(Device(device)));
        if (devices is { Items.Count: 0 })
        {
            tree.Object("status")!.Remove("devices");
        }
    }

    /// <summary>Checks the new status against the old one.</summary>
    public static void Check(FieldErrors errors, ObjectNode tree, ObjectNode old, KindContext context)
    {
        var (status, before) = (tree.Object("status"), old.Object("status"));
        CheckAdmin(errors, tree, old, context);
        CheckUsers(errors, status, before, new ObjectMeta(tree).IsTerminating);
        CheckDevices(errors, tree);
        var (allocation, was) = (status?.Object("allocation"), before?.Object("allocation"));
        if (allocation is null)
        {
            return;
        }

        if (was is not null)
        {
            FieldChecks.Unchanged(errors, Status.Child("allocation"), status, before, "allocation");
        }
        else
        {
            CheckAllocation(errors, Status.Child("allocation"), allocation, new DeviceRequests(tree.Object("spec")?.Object("devices")));
        }
    }

    private static IEnumerable<ObjectNode> Results(ObjectNode tree) =>
        (tree.Object("status")?.Object("allocation")?.Object("devices")).Items("results").OfType<ObjectNode>();

    private static (string, string, string) Device(ObjectNode node) =>
        (node.Str("driver"), node.Str("pool"), node.Str("device"));

    private static string Shared(ObjectNode node)
    {
        var name = $"{node.Str("driver")}/{node.Str("pool")}/{node.Str("device")}";
        return node.Text("shareID") is { } share ? $"{name}/{share}" : name;
    }

    private static void CheckAdmin(FieldErrors errors, ObjectNode tree, ObjectNode old, KindContext context)
    {
        var position = Results(tree).ToList().FindIndex(r => r.Flag("adminAccess"));
        if (position >= 0 && !Results(old).Any(r => r.Flag("adminAccess"))
            && !DeviceClaims.AllowsAdmin(context.Request.Namespace, context.Reader))
        {
            errors.Forbidden(
                Status.Child("allocation", "devices").Child("results").Index(position).Child("adminAccess"), DeviceClaims.AdminText);
        }
    }

    private static void CheckUsers(FieldErrors errors, ObjectNode? status, ObjectNode? before, bool isTerminating)
    {
        var path = Status.Child("reservedFor");
        var users = status.Items("reservedFor");
        if (!DeviceNames.Fits(errors, path, users, 256))
        {
            return;
        }

        for (var i = 0; i < users.Count; i++)
        {
            foreach (var member in (ReadOnlySpan<string>)["resource", "name", "uid"])
            {
                if ((users[i] as ObjectNode).Str(member).Length == 0)
                {
                    errors.Required(path.Index(i).Child(member));
                }
            }
        }

        DeviceNames.Unique(errors, path, users, u => (u as ObjectNode).Str("uid"));
        if (users.Count == 0)
        {
            return;
        }

        if (status?.Has("allocation") != true)
        {
            errors.Forbidden(path, "may not be specified when `allocated` is not set");
        }
        else if (isTerminating && !new HashSet<Node>(before.Items("reservedFor"), NodeEquality.Deep).IsSupersetOf(users))
        {
            errors.Forbidden(path, "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
        }
    }

    private static void CheckDevices(FieldErrors errors, ObjectNode tree)
    {
        var path = Status.Child("devices");
        var devices = tree.Object("status").Items("devices");
        var allocated = Results(tree).Select(Shared).ToHashSet();
        for (var i = 0; i < devices.Count; i++)
        {
            if (devices[i] is not ObjectNode device)
            {
                continue;
            }

            CheckIdentity(errors, path.Index(i), device);
            if (!allocated.Contains(Shared(device)))
            {
                errors.Invalid(path.Index(i), Shared(device), "must be an allocated device in the claim");
            }

            var conditions = device.Items("conditions");
            DeviceNames.Fits(errors, path.Index(i).Child("conditions"), conditions, 8);
            ConditionRules.Check(conditions, path.Index(i).Child("conditions"), errors);
            if (device.Has("data"))
            {
                DeviceConfiguration.CheckRaw(errors, path.Index(i).Child("data"), device["data"], LargestData);
            }

            CheckNetwork(errors, path.Index(i).Child("networkData"), device.Object("networkData"));
        }

        DeviceNames.Unique(errors, path, devices, d => d is ObjectNode device ? Shared(device) : "");
    }

    private static void CheckIdentity(FieldErrors errors, FieldPath path, ObjectNode device)
    {
        FieldChecks.DriverName(errors, path.Child("driver"), device.Str("driver"));
        DeviceNames.Pool(errors, path.Child("pool"), device.Str("pool"));
        Names.Label(errors, path.Child("device"), device.Str("device"));
        if (device.Text("shareID") is { } share)
        {
            DeviceNames.Uid(errors, path.Child("shareID"), share);
        }
    }

    private static void CheckNetwork(FieldErrors errors, FieldPath path, ObjectNode? network)
    {
        if (network.Str("interfaceName").Length > 256)
        {
            errors.TooLong(path.Child("interfaceName"), 256);
        }

        if (network.Str("hardwareAddress").Length > 128)
        {
            errors.TooLong(path.Child("hardwareAddress"), 128);
        }

        var addresses = network.Items("ips");
        if (DeviceNames.Fits(errors, path.Child("ips"), addresses, 16))
        {
            for (var i = 0; i < addresses.Count; i++)
            {
                var text = addresses[i].Str();
                if (!System.Net.IPNetwork.TryParse(Masked(text), out _))
                {
                    errors.Invalid(path.Child("ips").Index(i), text,
                        "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
                }
            }

            DeviceNames.Unique(errors, path.Child("ips"), addresses, a => a.Str());
        }
    }

    // An interface's address has bits beyond its mask, which a network may not have: only the length is of interest.
    private static string Masked(string text)
    {
        var slash = text.IndexOf('/');
        return slash > 0 && System.Net.IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            ? $"{(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "0.0.0.0" : "::")}{text[slash..]}" : "";
    }

    private static void CheckAllocation(FieldErrors errors, FieldPath path, ObjectNode allocation, DeviceRequests names)
    {
        var devices = path.Child("devices");
        var results = allocation.Object("devices").Items("results");
        if (DeviceNames.Fits(errors, devices.Child("results"), results, 32))
        {
            for (var i = 0; i < results.Count; i++)
            {
                if (results[i] is ObjectNode result)
                {
                    CheckResult(errors, devices.Child("results").Index(i), result, names);
                }
            }
        }

        var config = allocation.Object("devices").Items("config");
        if (DeviceNames.Fits(errors, devices.Child("config"), config, 64))
        {
            for (var i = 0; i < config.Count; i++)
            {
                CheckConfig(errors, devices.Child("config").Index(i), config[i] as ObjectNode, names);
            }
        }

        if (allocation.Object("nodeSelector") is { } selector)
        {
            NodeSelectorChecks.Check(selector, path.Child("nodeSelector"), errors);
        }
    }

    private static void CheckResult(FieldErrors errors, FieldPath path, ObjectNode result, DeviceRequests names)
    {
        names.Check(errors, path.Child("request"), result.Str("request"));
        CheckIdentity(errors, path, result);
        DeviceTaints.CheckBinding(errors, path, result);
        var tolerations = result.Items("tolerations");
        for (var i = 0; i < tolerations.Count; i++)
        {
            DeviceTaints.CheckToleration(errors, path.Child("tolerations").Index(i), tolerations[i] as ObjectNode);
        }
    }

    private static void CheckConfig(FieldErrors errors, FieldPath path, ObjectNode? config, DeviceRequests names)
    {
        var source = config.Str("source");
        if (source.Length == 0)
        {
            errors.Required(path.Child("source"));
        }
        else if (!Sources.Contains(source))
        {
            errors.NotSupported(path.Child("source"), source, Sources);
        }

        names.CheckList(errors, path.Child("requests"), config.Items("requests"));
        DeviceConfiguration.Check(errors, path, config, stored: false);
    }
}
