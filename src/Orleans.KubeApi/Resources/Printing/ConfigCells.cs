using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Small kinds: configuration, namespaces, quotas, leases, priorities, aggregated APIs.</summary>
internal static class ConfigCells
{
    public static KindTable ConfigMaps { get; } = new(
    [
        Column.ObjectName,
        new("Data", "string", "=core.v1.ConfigMap/data"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Length("data") + obj.Length("binaryData"), Age(obj, now)]);

    public static KindTable Secrets { get; } = new(
    [
        Column.ObjectName,
        new("Type", "string", "=core.v1.Secret/type"),
        new("Data", "string", "=core.v1.Secret/data"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Text("type") ?? "Opaque", obj.Length("data"), Age(obj, now)]);

    /// <summary>Only name and age.</summary>
    public static KindTable NameAndAge { get; } = new(
        [Column.ObjectName, Column.Age],
        (obj, now) => [Name(obj), Age(obj, now)]);

    /// <summary>What the original shows of kinds without a table of their own.</summary>
    public static KindTable Plain { get; } = new(
        [Column.ObjectName, Column.CreatedAt],
        (obj, _) => [Name(obj), obj.Part("metadata").Text("creationTimestamp") ?? "0001-01-01T00:00:00Z"]);

    public static KindTable Namespaces { get; } = new(
    [
        Column.ObjectName,
        new("Status", "string", "The status of the namespace"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Part("status").Text("phase") ?? "", Age(obj, now)]);

    public static KindTable ComponentStatuses { get; } = new(
    [
        Column.ObjectName,
        new("Status", "string", "Status of the component conditions"),
        new("Message", "string", "Message of the component conditions"),
        new("Error", "string", "Error of the component conditions"),
    ],
    (obj, _) =>
    {
        var healthy = obj.Condition("Healthy");
        var state = healthy is null ? "Unknown" : healthy.Text("status") == "True" ? "Healthy" : "Unhealthy";
        return [Name(obj), state, healthy?.Text("message") ?? "", healthy?.Text("error") ?? ""];
    });

    public static KindTable ResourceQuotas { get; } = new(
    [
        Column.ObjectName,
        new("Request", "string", "Request represents a minimum amount of cpu/memory that a container may consume."),
        new("Limit", "string",
            "Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node."),
        Column.Age,
    ],
    (obj, now) => [Name(obj), Usage(obj, limits: false), Usage(obj, limits: true), Age(obj, now)]);

    public static KindTable Leases { get; } = new(
    [
        Column.ObjectName,
        new("Holder", "string", "=coordination.v1.LeaseSpec/holderIdentity"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Part("spec").Text("holderIdentity") ?? "", Age(obj, now)]);

    public static KindTable PriorityClasses { get; } = new(
    [
        Column.ObjectName,
        new("Value", "integer", "=scheduling.v1.PriorityClass/value"),
        new("Global-Default", "boolean", "=scheduling.v1.PriorityClass/globalDefault"),
        Column.Age,
        new("PreemptionPolicy", "string", "=scheduling.v1.PriorityClass/preemptionPolicy"),
    ],
    (obj, now) =>
    [
        Name(obj), obj.Number("value"), obj.Flag("globalDefault"), Age(obj, now), obj.Text("preemptionPolicy") ?? "PreemptLowerPriority",
    ]);

    public static KindTable DisruptionBudgets { get; } = new(
    [
        Column.ObjectName,
        new("Min Available", "string", "The minimum number of pods that must be available."),
        new("Max Unavailable", "string", "The maximum number of pods that may be unavailable."),
        new("Allowed Disruptions", "integer", "Calculated number of pods that may be disrupted at this time."),
        Column.Age,
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        var allowed = obj.Part("status").Number("disruptionsAllowed");
        return [Name(obj), spec.Scalar("minAvailable") ?? "N/A", spec.Scalar("maxUnavailable") ?? "N/A", allowed, Age(obj, now)];
    });

    public static KindTable ApiServices { get; } = new(
    [
        Column.ObjectName,
        new("Service", "string", "The reference to the service that hosts this API endpoint."),
        new("Available", "string", "Whether this service is available."),
        Column.Age,
    ],
    (obj, now) =>
    {
        var service = obj.Part("spec").Object("service");
        var where = service is null ? "Local" : $"{service.Text("namespace")}/{service.Text("name")}";
        return [Name(obj), where, Availability(obj.Part("status").Condition("Available")), Age(obj, now)];
    });

    private static string Usage(ObjectNode quota, bool limits)
    {
        var (hard, used) = (quota.Part("status").Part("hard"), quota.Part("status").Part("used"));
        return string.Join(", ", hard.Select(h => h.Key)
            .Where(resource => resource.StartsWith("limits.", StringComparison.Ordinal) == limits)
            .Order(StringComparer.Ordinal)
            .Select(resource => $"{resource}: {used.Scalar(resource) ?? "0"}/{hard.Scalar(resource)}"));
    }

    private static string Availability(ObjectNode? available)
    {
        var status = available?.Text("status") ?? "Unknown";
        var reason = available?.Text("reason").Or("") ?? "";
        return status == "True" || reason.Length == 0 ? status : $"{status} ({reason})";
    }
}
