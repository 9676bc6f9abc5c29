namespace Orleans.KubeApi.Discovery;

/// <summary>What the types are that the client library has no documentation of.</summary>
internal static class OwnTexts
{
    private const string Extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        [MetaTypes.Patch] = "A patch in the form that the content type names; its text is sent as the request's body.",
        [MetaTypes.VersionInfo] = "Info tells which version this server is, and which versions it emulates and is compatible with.",
        [MetaTypes.Package + "FieldsV1"] =
            "A set of fields as a tree: keys are f:NAME for a field, k:KEYS for a list item by its keys, v:VALUE for one by its value, "
            + "and '.' for the object itself.",
        [MetaTypes.Package + "Time"] = "A time in RFC 3339 with whole seconds.",
        [MetaTypes.Package + "MicroTime"] = "A time in RFC 3339 with microseconds.",
        ["io.k8s.api.core.v1.PodTemplateSpec"] = "The pods that a controller makes: their metadata and their spec.",
        ["io.k8s.apimachinery.pkg.api.resource.Quantity"] =
            "A number with an optional suffix: decimal (n, u, m, k, M, G, T, P, E), binary (Ki, Mi, Gi, Ti, Pi, Ei) or an exponent (1e3). "
            + "It is kept exactly and written in a canonical form: no fraction and the largest suffix that needs none.",
        ["io.k8s.apimachinery.pkg.runtime.RawExtension"] = "Any object; what it means depends on its own apiVersion and kind.",
        ["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] =
            "A whole number or a text, such as a port's number or name, a count or a percentage.",
        [Extensions + "CustomResourceSubresourceStatus"] = "Turns on the status subresource. It has no settings.",
        [Extensions + "JSON"] = "Any JSON value.",
        [Extensions + "JSONSchemaPropsOrArray"] = "A schema or an array of schemas.",
        [Extensions + "JSONSchemaPropsOrBool"] = "A schema, or whether anything is allowed.",
        [Extensions + "JSONSchemaPropsOrStringArray"] = "A schema or an array of names.",
    };

    /// <summary>The text, or null if the type isn't one of these.</summary>
    public static string? Of(string type) => All.GetValueOrDefault(type);
}
