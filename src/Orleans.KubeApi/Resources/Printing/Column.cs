namespace Orleans.KubeApi.Resources.Printing;

/// <summary>One column of a kind's table.</summary>
/// <param name="Name">The heading, mixed case; clients print it in capitals.</param>
/// <param name="Type">The OpenAPI type that is announced; as in the original, some cells are of another.</param>
/// <param name="Text">
/// The description. <c>=core.v1.PodStatus/podIP</c> stands for the API's text of that field (types without a dotted prefix of their own
/// are those of <c>io.k8s.api</c>); <c>^=</c> for the same with a capital first letter.
/// </param>
/// <param name="Wide">Shown only by <c>kubectl get -o wide</c>.</param>
/// <param name="Format">"name" for the object's name, else "".</param>
internal sealed record Column(string Name, string Type, string Text, bool Wide = false, string Format = "")
{
    private const string Meta = "=io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta/";

    /// <summary>The usual first column.</summary>
    public static Column ObjectName { get; } = new("Name", "string", $"{Meta}name", Format: "name");

    /// <summary>The name where it is shown only in wide tables.</summary>
    public static Column WideName { get; } = ObjectName with { Wide = true };

    /// <summary>The time since the creation.</summary>
    public static Column Age { get; } = new("Age", "string", $"{Meta}creationTimestamp");

    /// <summary>The time of the creation, for kinds without a table of their own.</summary>
    public static Column CreatedAt { get; } = new("Created At", "date", $"{Meta}creationTimestamp");
}
