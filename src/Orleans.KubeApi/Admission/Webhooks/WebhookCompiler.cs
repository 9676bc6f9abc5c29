using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>Compiles stored Mutating- and ValidatingWebhookConfigurations, whose defaults are filled in.</summary>
internal static class WebhookCompiler
{
    /// <summary>All webhooks of a collection in key order.</summary>
    public static IReadOnlyList<Webhook> Compile(IEnumerable<StoredObject> configurations)
    {
        var hooks = new List<Webhook>();
        foreach (var stored in configurations)
        {
            foreach (var item in stored.Parse().Array("webhooks")?.Items ?? [])
            {
                if (item is ObjectNode hook)
                {
                    hooks.Add(Compile(hook, stored.Name));
                }
            }
        }

        return hooks;
    }

    private static Webhook Compile(ObjectNode hook, string configuration) => new()
    {
        Configuration = configuration,
        Name = hook.Text("name") ?? "",
        Rules = [.. (hook.Array("rules")?.Items ?? []).OfType<ObjectNode>().Select(Rule)],
        Target = Target(hook.Object("clientConfig") ?? []),
        NamespaceSelector = Selector(hook.Object("namespaceSelector")),
        ObjectSelector = Selector(hook.Object("objectSelector")),
        IgnoresFailures = hook.Text("failurePolicy") == "Ignore",
        MatchesEquivalents = hook.Text("matchPolicy") != "Exact",
        MayBeReinvoked = hook.Text("reinvocationPolicy") == "IfNeeded",
        AllowsDryRun = hook.Text("sideEffects") is "None" or "NoneOnDryRun",
        HasConditions = hook.Array("matchConditions") is { Items.Count: > 0 },
        Timeout = TimeSpan.FromSeconds(Math.Clamp(hook.Integer("timeoutSeconds") ?? 10, 1, 30)),
        ReviewVersion = Texts(hook, "admissionReviewVersions").FirstOrDefault(v => v is "v1" or "v1beta1") ?? "",
    };

    private static WebhookRule Rule(ObjectNode rule) => new(
        Texts(rule, "operations"), Texts(rule, "apiGroups"), Texts(rule, "apiVersions"), Texts(rule, "resources"),
        rule.Text("scope") ?? "*");

    private static WebhookTarget Target(ObjectNode client)
    {
        var bundle = client.Text("caBundle") ?? "";
        if (client.Object("service") is not { } service)
        {
            return new WebhookTarget(client.Text("url") ?? "", "", "", 0, "", bundle);
        }

        var path = service.Text("path") ?? "";
        return new WebhookTarget(
            null, service.Text("namespace") ?? "", service.Text("name") ?? "", (int)(service.Integer("port") ?? 443),
            path.Length == 0 || path[0] == '/' ? path : "/" + path, bundle);
    }

    private static LabelSelector? Selector(ObjectNode? selector)
    {
        if (selector is null)
        {
            return null;
        }

        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.Object("matchLabels") ?? [])
        {
            requirements.Add(new LabelRequirement(key, LabelOperator.Equals, [(value as TextNode)?.Value ?? ""]));
        }

        foreach (var item in (selector.Array("matchExpressions")?.Items ?? []).OfType<ObjectNode>())
        {
            requirements.Add(new LabelRequirement(
                item.Text("key") ?? "",
                item.Text("operator") switch
                {
                    "In" => LabelOperator.In,
                    "NotIn" => LabelOperator.NotIn,
                    "Exists" => LabelOperator.Exists,
                    _ => LabelOperator.DoesNotExist,
                },
                Texts(item, "values")));
        }

        return requirements.Count == 0 ? null : LabelSelector.Of(requirements);
    }

    private static List<string> Texts(ObjectNode node, string name) =>
        [.. (node.Array(name)?.Items ?? []).OfType<TextNode>().Select(t => t.Value)];
}
