using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Schema.Cel;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>
/// Compiles the CEL expressions of one webhook or policy: what they may name (object, oldObject, request, namespaceObject, params,
/// authorizer, variables) and the types they must have.
/// </summary>
/// <param name="hasVariables">The policy has variables, so expressions may name them.</param>
internal sealed class PolicyExpressions(bool hasVariables)
{
    private const string VariablesType = "kubernetes.variables";
    private const string Auth = "kubernetes.authorization.";
    private static readonly CelType StringList = CelType.List(CelType.String);
    private static readonly CelType StringMap = CelType.Map(CelType.String, CelType.String);
    private readonly Dictionary<string, CelType> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<PolicyScope, CelEnvironment> _environments = [];

    /// <summary>The type of an object literal of a mutation.</summary>
    public static CelType ObjectType { get; } = CelType.Struct("Object");

    /// <summary>The type of a mutation's list of patches.</summary>
    public static CelType PatchListType { get; } = CelType.List(CelType.Struct("JSONPatch"));

    /// <summary>Lets later expressions name a variable.</summary>
    public void Declare(string name, CelType type)
    {
        if (!_variables.TryAdd(name, type) || !hasVariables)
        {
            return;
        }

        foreach (var (_, environment) in _environments.Where(e => e.Key.HasFlag(PolicyScope.Variables)))
        {
            environment.Field(VariablesType, name, type);
        }
    }

    /// <summary>Compiles an expression and reports it if it is wrong or of another type.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="shown">The value that messages show.</param>
    /// <param name="scope">What it may name.</param>
    /// <param name="types">Types of which it must have one; none: any.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <returns>Its type; dyn if it is wrong.</returns>
    public CelType Check(string text, string shown, PolicyScope scope, CelType[] types, FieldPath path, FieldErrors errors)
    {
        if (errors.IsFull)
        {
            // The object is refused, and what is wrong here wouldn't be told: an expression with many mistakes is dear to print.
            return CelType.Dyn;
        }

        if (!_environments.TryGetValue(scope, out var environment))
        {
            _environments.Add(scope, environment = Environment(scope));
        }

        var compiled = CelCompilation.Compile(text, environment);
        if (compiled.Error is { } error)
        {
            errors.Invalid(path, shown, $"compilation failed: {error}");
            return CelType.Dyn;
        }

        if (types.Length > 0 && !types.Contains(compiled.Output))
        {
            errors.Invalid(path, shown, types.Length == 1
                ? $"must evaluate to {types[0]} but got {compiled.Output}"
                : $"must evaluate to one of [{string.Join(' ', types.Select(t => t.ToString()))}] but got {compiled.Output}");
        }

        return compiled.Output;
    }

    private CelEnvironment Environment(PolicyScope scope)
    {
        var environment = new CelEnvironment()
            .Variable("object", CelType.Dyn)
            .Variable("oldObject", CelType.Dyn)
            .Variable("namespaceObject", CelType.Struct("kubernetes.Namespace"))
            .Variable("request", CelType.Struct("kubernetes.AdmissionRequest"));
        DeclareRequest(environment);
        DeclareNamespace(environment);
        if (scope.HasFlag(PolicyScope.Params))
        {
            environment.Variable("params", CelType.Dyn);
        }

        if (scope.HasFlag(PolicyScope.Authorizer))
        {
            environment.Variable("authorizer", CelType.Struct(Auth + "Authorizer"))
                .Variable("authorizer.requestResource", CelType.Struct(Auth + "ResourceCheck"));
        }

        if (scope.HasFlag(PolicyScope.Patches))
        {
            environment.OpenStruct("Object")
                .Struct("JSONPatch", ("op", CelType.String), ("path", CelType.String), ("from", CelType.String), ("value", CelType.Dyn))
                .Functions("jsonpatch.escapeKey (string) string");
        }

        if (hasVariables && scope.HasFlag(PolicyScope.Variables))
        {
            environment.Variable("variables", CelType.Struct(VariablesType))
                .Struct(VariablesType, [.. _variables.Select(v => (v.Key, v.Value))]);
        }

        return environment;
    }

    private static void DeclareRequest(CelEnvironment environment) => environment
        .Struct("kubernetes.GroupVersionKind", ("group", CelType.String), ("version", CelType.String), ("kind", CelType.String))
        .Struct("kubernetes.GroupVersionResource", ("group", CelType.String), ("version", CelType.String), ("resource", CelType.String))
        .Struct("kubernetes.UserInfo", ("username", CelType.String), ("uid", CelType.String), ("groups", StringList),
            ("extra", CelType.Map(CelType.String, StringList)))
        .Struct("kubernetes.AdmissionRequest",
            ("kind", CelType.Struct("kubernetes.GroupVersionKind")),
            ("resource", CelType.Struct("kubernetes.GroupVersionResource")),
            ("subResource", CelType.String),
            ("requestKind", CelType.Struct("kubernetes.GroupVersionKind")),
            ("requestResource", CelType.Struct("kubernetes.GroupVersionResource")),
            ("requestSubResource", CelType.String),
            ("name", CelType.String),
            ("namespace", CelType.String),
            ("operation", CelType.String),
            ("userInfo", CelType.Struct("kubernetes.UserInfo")),
            ("dryRun", CelType.Bool),
            ("options", CelType.Dyn));

    private static void DeclareNamespace(CelEnvironment environment) => environment
        .Struct("kubernetes.Namespace",
            ("metadata", CelType.Struct("kubernetes.NamespaceMetadata")),
            ("spec", CelType.Struct("kubernetes.NamespaceSpec")),
            ("status", CelType.Struct("kubernetes.NamespaceStatus")))
        .Struct("kubernetes.NamespaceSpec", ("finalizers", StringList))
        .Struct("kubernetes.NamespaceStatus",
            ("conditions", CelType.List(CelType.Struct("kubernetes.NamespaceCondition"))), ("phase", CelType.String))
        .Struct("kubernetes.NamespaceCondition", ("status", CelType.String), ("type", CelType.String),
            ("lastTransitionTime", CelType.Timestamp), ("message", CelType.String), ("reason", CelType.String))
        .Struct("kubernetes.NamespaceMetadata", ("name", CelType.String), ("generateName", CelType.String), ("namespace", CelType.String),
            ("labels", StringMap), ("annotations", StringMap), ("UID", CelType.String), ("creationTimestamp", CelType.Timestamp),
            ("deletionGracePeriodSeconds", CelType.Int), ("deletionTimestamp", CelType.Timestamp), ("generation", CelType.Int),
            ("resourceVersion", CelType.String), ("finalizers", StringList));
}
