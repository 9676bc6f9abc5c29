namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>Why a check refuses a pod, in the original's words.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="Detail">Where; may be empty.</param>
internal sealed record Finding(string Reason, string Detail)
{
    /// <summary>"container "a"" or "containers "a", "b"".</summary>
    public static string Containers(IReadOnlyCollection<string> names) => $"{Plural(names.Count, "container")} {Quoted(names)}";

    /// <summary>The word, with an s unless it is one.</summary>
    public static string Plural(int count, string word) => count == 1 ? word : word + "s";

    /// <summary>All of them in quotes, separated by commas.</summary>
    public static string Quoted(IEnumerable<string> items) => $"\"{string.Join("\", \"", items)}\"";

    /// <summary>Sorted and without repeats.</summary>
    public static string QuotedSet(IEnumerable<string> items) => Quoted(new SortedSet<string>(items, StringComparer.Ordinal));

    /// <summary>The pod itself and containers, those that did it.</summary>
    public static string Setters(bool pod, IReadOnlyCollection<string> containers) =>
        containers.Count == 0 ? "pod" : pod ? $"pod and {Containers(containers)}" : Containers(containers);

    /// <inheritdoc/>
    public override string ToString() => Detail.Length == 0 ? Reason : $"{Reason} ({Detail})";
}
