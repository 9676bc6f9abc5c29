namespace Orleans.KubeApi.Objects;

/// <summary>The refusals of the API with the original's codes, reasons and texts (apimachinery <c>pkg/api/errors</c>).</summary>
internal static class StatusErrors
{
    public const string ConflictText = "the object has been modified; please apply your changes to the latest version and try again";

    public static StatusException NotFound(GroupResource resource, string name) =>
        Of(404, "NotFound", $"{resource} \"{name}\" not found", About(resource, name));

    /// <summary>No such resource, version or subresource is served.</summary>
    public static StatusException NoSuchResource() =>
        Of(404, "NotFound", "the server could not find the requested resource", new StatusDetails());

    public static StatusException AlreadyExists(GroupResource resource, string name, int retryAfterSeconds = 0) =>
        Of(409, "AlreadyExists", $"{resource} \"{name}\" already exists",
            About(resource, name) with { RetryAfterSeconds = retryAfterSeconds });

    /// <summary>The name is still taken by an object that is going away.</summary>
    public static StatusException AlreadyExistsTerminating(GroupResource resource, string name) =>
        Of(409, "AlreadyExists", $"object is being deleted: {resource} \"{name}\" already exists", About(resource, name));

    /// <summary>A patch whose result can't be an object of its kind; the original names no kind here.</summary>
    public static StatusException Unprocessable(string field, string value, string text)
    {
        var message = $"Invalid value: {GoText.Quote(value)}: {text}";
        return Of(422, "Invalid", $" \"\" is invalid: {field}: {message}",
            new StatusDetails(Causes: [new StatusCause("FieldValueInvalid", message, field)]));
    }

    public static StatusException Conflict(GroupResource resource, string name, string text = ConflictText) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {resource} \"{name}\": {text}", About(resource, name));

    public static StatusException Forbidden(GroupResource resource, string name, string text, IReadOnlyList<StatusCause>? causes = null) =>
        Of(403, "Forbidden", name.Length == 0 ? $"{resource} is forbidden: {text}" : $"{resource} \"{name}\" is forbidden: {text}",
            About(resource, name) with { Causes = causes });

    public static StatusException Unauthorized() => Of(401, "Unauthorized", "Unauthorized");

    public static StatusException BadRequest(string text) => Of(400, "BadRequest", text);

    public static StatusException Invalid(GroupVersionKind kind, string name, IReadOnlyList<StatusCause> causes)
    {
        // Equal texts stand in the message once; the causes keep them all.
        var texts = causes.Select(c => c.Field.Length == 0 ? c.Message : $"{c.Field}: {c.Message}").Distinct().ToList();
        var list = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return Of(422, "Invalid", $"{kind.GroupKind} \"{name}\" is invalid: {list}",
            new StatusDetails(name, kind.Group, kind.Kind, Causes: causes));
    }

    /// <summary>The path exists but not for this HTTP method.</summary>
    public static StatusException MethodNotAllowed() =>
        Of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new StatusDetails());

    public static StatusException NotAcceptable(string supported) =>
        Of(406, "NotAcceptable", $"only the following media types are accepted: {supported}");

    public static StatusException UnsupportedMediaType(string supported) =>
        Of(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {supported}");

    public static StatusException TooLarge(long limit) =>
        Of(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    public static StatusException Expired(string text, string? continueToken = null) =>
        new(new Status(410, "Expired", text, Continue: continueToken));

    public static StatusException TooManyRequests(string text, int retryAfterSeconds) =>
        Of(429, "TooManyRequests", text, new StatusDetails(RetryAfterSeconds: retryAfterSeconds));

    public static StatusException Unavailable(string text, int retryAfterSeconds = 1) =>
        Of(503, "ServiceUnavailable", text, new StatusDetails(RetryAfterSeconds: retryAfterSeconds));

    public static StatusException Timeout(string text, int retryAfterSeconds = 0) =>
        Of(504, "Timeout", $"Timeout: {text}", new StatusDetails(RetryAfterSeconds: retryAfterSeconds));

    /// <summary>The asked-for revision lies ahead: list and get answer this after 3 s.</summary>
    public static StatusException TooLargeResourceVersion(long asked, long current) =>
        Of(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}",
            new StatusDetails(Causes: [new StatusCause("ResourceVersionTooLarge", "Too large resource version")], RetryAfterSeconds: 1));

    public static StatusException Internal(string text) =>
        Of(500, "InternalError", $"Internal error occurred: {text}", new StatusDetails(Causes: [new StatusCause("", text)]));

    /// <summary>Part of the API that a later version brings: clear, never a stub's answer.</summary>
    public static StatusException NotImplemented(string text) => Of(501, "NotImplemented", text);

    private static StatusException Of(int code, string reason, string message, StatusDetails? details = null) =>
        new(new Status(code, reason, message, details));

    private static StatusDetails About(GroupResource resource, string name) => new(name, resource.Group, resource.Resource);
}
