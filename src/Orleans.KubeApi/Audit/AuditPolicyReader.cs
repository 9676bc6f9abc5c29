using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Audit;

/// <summary>
/// Reads a policy (audit.k8s.io/v1 <c>Policy</c>). Stricter than the original in one point: a field it doesn't know is an error, because a
/// rule with a mistyped condition would match what it shouldn't.
/// </summary>
internal sealed class AuditPolicyReader
{
    private static readonly string[] PolicyFields = ["kind", "apiVersion", "metadata", "rules", "omitStages", "omitManagedFields"];
    private static readonly string[] RuleFields =
    [
        "level", "users", "userGroups", "verbs", "resources", "namespaces", "nonResourceURLs", "omitStages", "omitManagedFields",
    ];

    private static readonly string[] ResourceFields = ["group", "resources", "resourceNames"];
    private readonly List<string> _errors = [];

    private AuditPolicyReader()
    {
    }

    /// <summary>The policy in a document.</summary>
    /// <exception cref="FormatException">It is none; the message names everything that is wrong with it.</exception>
    public static AuditPolicy Read(Node document)
    {
        var reader = new AuditPolicyReader();
        if (document is not ObjectNode root)
        {
            throw new FormatException("it holds no object");
        }

        var policy = reader.ReadPolicy(root);
        return reader._errors.Count == 0 ? policy : throw new FormatException(string.Join("; ", reader._errors));
    }

    private AuditPolicy ReadPolicy(ObjectNode root)
    {
        if (root.Text("apiVersion") != "audit.k8s.io/v1" || root.Text("kind") != "Policy")
        {
            throw new FormatException("apiVersion must be audit.k8s.io/v1 and kind Policy");
        }

        KnowAll(root, PolicyFields, "");
        var omitStages = Stages(root, "");
        var omitManagedFields = Flag(root, "omitManagedFields", "") ?? false;
        var rules = new List<AuditRule>();
        foreach (var (item, path) in Objects(root, "rules", ""))
        {
            rules.Add(ReadRule(item, path, omitStages, omitManagedFields));
        }

        if (rules.Count == 0)
        {
            _errors.Add("rules: there must be at least one");
        }

        return new AuditPolicy(rules);
    }

    private AuditRule ReadRule(ObjectNode node, string path, AuditStages omitStages, bool omitManagedFields)
    {
        KnowAll(node, RuleFields, path);
        var decision = new AuditDecision(
            Level(node, path), omitStages | Stages(node, path), Flag(node, "omitManagedFields", path) ?? omitManagedFields);
        var rule = new AuditRule(decision)
        {
            Users = Texts(node, "users", path),
            UserGroups = Texts(node, "userGroups", path),
            Verbs = Texts(node, "verbs", path),
            Resources = [.. Objects(node, "resources", path).Select(r => ReadResource(r.Item, r.Path))],
            Namespaces = Texts(node, "namespaces", path),
            NonResourceUrls = Texts(node, "nonResourceURLs", path),
        };
        CheckUrls(rule, path);
        return rule;
    }

    private AuditResourceRule ReadResource(ObjectNode node, string path)
    {
        KnowAll(node, ResourceFields, path);
        var rule = new AuditResourceRule(
            Text(node, "group", path), Texts(node, "resources", path), Texts(node, "resourceNames", path));
        if (rule.Group.Length > 0 && !IsSubdomain(rule.Group))
        {
            _errors.Add($"{path}group: {GoText.Quote(rule.Group)} is no API group (a lower-case DNS name without version)");
        }

        if (rule.Names.Count > 0 && rule.Resources.Count == 0)
        {
            _errors.Add($"{path}resourceNames: needs at least one entry in resources");
        }

        return rule;
    }

    private void CheckUrls(AuditRule rule, string path)
    {
        if (rule.NonResourceUrls.Count > 0 && (rule.Resources.Count > 0 || rule.Namespaces.Count > 0))
        {
            _errors.Add($"{path}nonResourceURLs: a rule can't apply to both resources and paths");
        }

        foreach (var url in rule.NonResourceUrls)
        {
            if (url != "*" && (!url.StartsWith('/') || url.AsSpan(0, url.Length - 1).Contains('*')))
            {
                _errors.Add($"{path}nonResourceURLs: {GoText.Quote(url)} must begin with / and may have * at its end only");
            }
        }
    }

    private AuditLevel Level(ObjectNode node, string path)
    {
        var text = Text(node, "level", path);
        if (Enum.TryParse<AuditLevel>(text, out var level) && Enum.GetName(level) == text)
        {
            return level;
        }

        _errors.Add($"{path}level: {GoText.Quote(text)} must be one of None, Metadata, Request, RequestResponse");
        return AuditLevel.None;
    }

    private AuditStages Stages(ObjectNode node, string path)
    {
        var stages = AuditStages.None;
        foreach (var text in Texts(node, "omitStages", path))
        {
            if (Enum.TryParse<AuditStages>(text, out var stage) && stage != AuditStages.None && Enum.GetName(stage) == text)
            {
                stages |= stage;
            }
            else
            {
                _errors.Add(
                    $"{path}omitStages: {GoText.Quote(text)} must be one of RequestReceived, ResponseStarted, ResponseComplete, Panic");
            }
        }

        return stages;
    }

    private bool? Flag(ObjectNode node, string name, string path)
    {
        if (node[name] is null or NullNode or BoolNode)
        {
            return (node[name] as BoolNode)?.Value;
        }

        _errors.Add($"{path}{name}: must be true or false");
        return null;
    }

    private string Text(ObjectNode node, string name, string path)
    {
        if (node[name] is null or NullNode or TextNode)
        {
            return node.Text(name) ?? "";
        }

        _errors.Add($"{path}{name}: must be a text");
        return "";
    }

    private List<string> Texts(ObjectNode node, string name, string path)
    {
        var texts = new List<string>();
        foreach (var item in Items(node, name, path))
        {
            if (item is TextNode text)
            {
                texts.Add(text.Value);
            }
            else
            {
                _errors.Add($"{path}{name}: must hold texts only");
            }
        }

        return texts;
    }

    private IEnumerable<(ObjectNode Item, string Path)> Objects(ObjectNode node, string name, string path)
    {
        var at = 0;
        foreach (var item in Items(node, name, path))
        {
            var itemPath = $"{path}{name}[{at++}]";
            if (item is ObjectNode found)
            {
                yield return (found, itemPath + ".");
            }
            else
            {
                _errors.Add($"{itemPath}: must be an object");
            }
        }
    }

    private IReadOnlyList<Node> Items(ObjectNode node, string name, string path)
    {
        if (node[name] is null or NullNode or ArrayNode)
        {
            return node.Array(name)?.Items ?? [];
        }

        _errors.Add($"{path}{name}: must be a list");
        return [];
    }

    private void KnowAll(ObjectNode node, string[] known, string path)
    {
        foreach (var (name, _) in node)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                _errors.Add($"{path}{name}: there is no such field");
            }
        }
    }

    private static bool IsSubdomain(string text)
    {
        if (text.Length > 253)
        {
            return false;
        }

        foreach (var label in text.Split('.'))
        {
            if (label.Length == 0 || label[0] == '-' || label[^1] == '-' || label.Any(c => !char.IsAsciiLetterLower(c)
                && !char.IsAsciiDigit(c) && c != '-'))
            {
                return false;
            }
        }

        return true;
    }
}
