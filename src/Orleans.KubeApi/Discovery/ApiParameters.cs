namespace Orleans.KubeApi.Discovery;

/// <summary>The parameters that operations share.</summary>
internal static class ApiParameters
{
    private const string FieldManagerText =
        "A name for the actor that makes the change, at most 128 printable characters; field ownership is recorded under it.";

    public static ApiParameter Namespace { get; } =
        new("namespace", "path", "string", "object name and auth scope, such as for teams and projects");

    public static ApiParameter Path { get; } = new("path", "path", "string", "path to the resource");

    public static ApiParameter Pretty { get; } =
        new("pretty", "query", "string", "'true' makes the answer indented. Browsers, curl and wget get that by default.");

    public static ApiParameter Force { get; } = new(
        "force", "query", "boolean",
        "Take over fields that other managers own. Only for server-side apply; must be unset for other patches.");

    private static ApiParameter DryRun { get; } =
        new("dryRun", "query", "string", "'All' runs every stage of the request without storing anything. Other values are refused.");

    private static ApiParameter FieldManager { get; } = new("fieldManager", "query", "string", FieldManagerText);

    private static ApiParameter PatchFieldManager { get; } =
        new("fieldManager", "query", "string", $"{FieldManagerText} Required for server-side apply, optional for other patches.");

    private static ApiParameter FieldValidation { get; } = new(
        "fieldValidation", "query", "string",
        "What happens to unknown and duplicate fields in the body. Ignore: they are dropped silently, the last duplicate wins. "
        + "Warn (default): the same, with a warning header for each. Strict: the request is refused and the error names all of them.");

    private static ApiParameter Continue { get; } = new(
        "continue", "query", "string",
        "The token of a previous page; all other parameters must be those of the previous request. An expired token is answered with 410 "
        + "and, where possible, a token to go on with at the current version. Not for watches.");

    private static ApiParameter FieldSelector { get; } =
        new("fieldSelector", "query", "string", "Selects objects by their fields. Default: all.");

    private static ApiParameter LabelSelector { get; } =
        new("labelSelector", "query", "string", "Selects objects by their labels. Default: all.");

    private static ApiParameter Limit { get; } = new(
        "limit", "query", "integer",
        "The largest number of items of a page. While there are more, the list's metadata has a continue token; all pages show the same "
        + "version of the collection. Not for watches.");

    private static ApiParameter ResourceVersion { get; } = new(
        "resourceVersion", "query", "string",
        "The version the answer must have or be based on; see resourceVersionMatch. Default: the latest.");

    private static ApiParameter ResourceVersionMatch { get; } =
        new("resourceVersionMatch", "query", "string", "How resourceVersion applies to a list: NotOlderThan or Exact.");

    private static ApiParameter SendInitialEvents { get; } = new(
        "sendInitialEvents", "query", "boolean",
        "With watch: begin with events that show the current state, then a bookmark with the annotation k8s.io/initial-events-end. "
        + "Needs resourceVersionMatch=NotOlderThan.");

    private static ApiParameter Timeout { get; } =
        new("timeoutSeconds", "query", "integer", "Ends a list or watch after this time, whatever happens.");

    private static ApiParameter[] Delete { get; } =
    [
        DryRun,
        new("gracePeriodSeconds", "query", "integer", "Seconds until the object goes away; 0 is at once. Default: the kind's own."),
        new("ignoreStoreReadErrorWithClusterBreakingPotential", "query", "boolean",
            "Delete an object that can't be read from the store, past finalizers and preconditions. Dangerous; false by default."),
        new("orphanDependents", "query", "boolean", "Deprecated, use propagationPolicy."),
        new("propagationPolicy", "query", "string",
            "What happens to dependents. Orphan: they stay. Background: they are collected later. Foreground: they are deleted first."),
    ];

    private static ApiParameter[] Selecting { get; } =
    [
        Continue, FieldSelector, LabelSelector, Limit, ResourceVersion, ResourceVersionMatch, SendInitialEvents, Timeout,
    ];

    /// <summary>Parameters of list and watch.</summary>
    public static IReadOnlyList<ApiParameter> ForList { get; } =
    [
        .. Selecting,
        new("allowWatchBookmarks", "query", "boolean", "Asks for bookmark events in a watch; the server decides when to send them."),
        new("watch", "query", "boolean", "Send the changes as a stream of events instead of a list."),
        Pretty,
    ];

    /// <summary>Parameters of create and replace.</summary>
    public static IReadOnlyList<ApiParameter> ForWrite { get; } = [DryRun, FieldManager, FieldValidation, Pretty];

    /// <summary>Parameters of patch.</summary>
    public static IReadOnlyList<ApiParameter> ForPatch { get; } = [DryRun, PatchFieldManager, FieldValidation, Force, Pretty];

    /// <summary>Parameters of delete.</summary>
    public static IReadOnlyList<ApiParameter> ForDelete { get; } = [.. Delete, Pretty];

    /// <summary>Parameters of deletecollection.</summary>
    public static IReadOnlyList<ApiParameter> ForDeleteCollection { get; } = [.. Delete, .. Selecting, Pretty];

    /// <summary>The name in the path.</summary>
    public static ApiParameter Name(string kind) => new("name", "path", "string", $"name of the {kind}");
}
