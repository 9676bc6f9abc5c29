namespace Orleans.KubeApi.Tests.Architecture;

/// <summary>Which room may use what. The table is the architecture: change it only together with ARCHITECTURE.md.</summary>
internal static class RoomRules
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Objects"] = [],
        ["Schema"] = ["Objects"],
        ["Apply"] = ["Objects", "Schema"],
        ["Authentication"] = ["Objects"],
        ["Authorization"] = ["Objects", "Authentication"],
        ["Admission"] = ["Objects", "Schema", "Authentication", "Authorization", "Telemetry"], // Who writes, and what else he may.
        ["Audit"] = ["Objects"],
        ["Storage"] = ["Objects"],
        ["Catalog"] = ["Objects", "Schema", "Apply"],
        ["Resources"] = ["Catalog", "Apply", "Admission", "Objects", "Schema", "Authentication", "Authorization"], // As Admission.
        ["Cache"] = ["Objects"],
        ["Telemetry"] = [],
        ["Grains"] =
        [
            "Objects", "Storage", "Resources", "Cache", "Authentication", "Authorization", "Admission", "Audit", "Schema", "Telemetry",
        ],
        ["CustomResources"] = ["Catalog", "Schema", "Resources", "Objects"],
        ["Discovery"] = ["Catalog", "Schema", "Objects"],
        ["Http"] =
        [
            "Objects", "Schema", "Apply", "Authentication", "Authorization", "Admission", "Audit", "Catalog", "Resources", "Cache",
            "CustomResources", "Discovery", "Telemetry",
        ],
        ["Server"] = ["Hosting"],
    };

    // Libraries that only some rooms may know, by prefix of the namespace.
    private static readonly (string Prefix, string[] Rooms)[] External =
    [
        ("Npgsql.", ["Storage", "Hosting"]),
        ("Microsoft.Data.Sqlite.", ["Storage", "Hosting"]),
        ("SQLitePCL.", ["Storage"]),
        ("Grpc.", ["Storage"]), // KMS plug-ins.
        ("Google.Protobuf.", ["Storage"]),
        ("Sodium.", ["Storage"]),
        ("Microsoft.AspNetCore.", ["Http", "Hosting"]),
        ("YamlDotNet.", ["Http"]),
        ("Microsoft.IdentityModel.", ["Authentication", "Hosting"]),
        ("System.CommandLine.", ["Server"]),
        ("k8s.", []),
        ("Newtonsoft.", []),
    ];

    /// <summary>The complaint about a use; null if it's allowed.</summary>
    public static string? Complaint(RoomUse use)
    {
        if (use.Room == "Hosting")
        {
            return null; // The composition root knows all.
        }

        if (!Allowed.TryGetValue(use.Room, out var allowed))
        {
            return $"{use.Room}: this room isn't in the table ({use.User})";
        }

        var fine = RoomScanner.RoomOf(use.Used) is { } used
            ? allowed.Contains(used, StringComparer.Ordinal)
            : use.Used.StartsWith("Orleans.", StringComparison.Ordinal)
                ? use.Room == "Grains"
                : External
                    .All(library => !use.Used.StartsWith(library.Prefix, StringComparison.Ordinal) || library.Rooms.Contains(use.Room));
        return fine ? null : $"{use.Room} may not use {use.Used} ({use.User})";
    }
}
