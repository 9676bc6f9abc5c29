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
    private readonly ConfigurationReader _reader = new();

    private AuditPolicyReader()
    {
    }

    /// <summary>The policy in a document.</summary>
    /// <exception cref="FormatException">It is none; the message names everything that is wrong with it.</exception>
    public static AuditPolicy Read(Node document)
    {
        var reader = new AuditPolicyReader();
        var policy = reader.ReadPolicy(ConfigurationReader.Root(document, "Policy", "audit.k8s.io/v1"));
        reader._reader.ThrowIfWrong();
        return policy;
    }

    private AuditPolicy ReadPolicy(ObjectNode root)
    {
        _reader.Known(root, "", PolicyFields);
        var omitStages = Stages(root, "");
        var omitManagedFields = _reader.Flag(root, "omitManagedFields", "") ?? false;
        var rules = new List<AuditRule>();
        foreach (var (item, path) in _reader.Objects(root, "rules", ""))
        {
            rules.Add(ReadRule(item, path, omitStages, omitManagedFields));
        }

        _reader.Check(rules.Count > 0, "rules", "there must be at least one");
        return new AuditPolicy(rules);
    }

    private AuditRule ReadRule(ObjectNode node, string path, AuditStages omitStages, bool omitManagedFields)
    {
        _reader.Known(node, path, RuleFields);
        var decision = new AuditDecision(
            Level(node, path), omitStages | Stages(node, path), _reader.Flag(node, "omitManagedFields", path) ?? omitManagedFields);
        var rule = new AuditRule(decision)
        {
            Users = _reader.Texts(node, "users", path),
            UserGroups = _reader.Texts(node, "userGroups", path),
            Verbs = _reader.Texts(node, "verbs", path),
            Resources = [.. _reader.Objects(node, "resources", path).Select(r => ReadResource(r.Item, r.Path))],
            Namespaces = _reader.Texts(node, "namespaces", path),
            NonResourceUrls = _reader.Texts(node, "nonResourceURLs", path),
        };
        CheckUrls(rule, path);
        return rule;
    }

    private AuditResourceRule ReadResource(ObjectNode node, string path)
    {
        _reader.Known(node, path, ResourceFields);
        var rule = new AuditResourceRule(
            _reader.Text(node, "group", path), _reader.Texts(node, "resources", path), _reader.Texts(node, "resourceNames", path));
        if (rule.Group.Length > 0 && !IsSubdomain(rule.Group))
        {
            _reader.Complain($"{path}.group", $"{GoText.Quote(rule.Group)} is no API group (a lower-case DNS name without version)");
        }

        if (rule.Names.Count > 0 && rule.Resources.Count == 0)
        {
            _reader.Complain($"{path}.resourceNames", "needs at least one entry in resources");
        }

        return rule;
    }

    private void CheckUrls(AuditRule rule, string path)
    {
        if (rule.NonResourceUrls.Count > 0 && (rule.Resources.Count > 0 || rule.Namespaces.Count > 0))
        {
            _reader.Complain($"{path}.nonResourceURLs", "a rule can't apply to both resources and paths");
        }

        foreach (var url in rule.NonResourceUrls)
        {
            if (url != "*" && (!url.StartsWith('/') || url.AsSpan(0, url.Length - 1).Contains('*')))
            {
                _reader.Complain($"{path}.nonResourceURLs", $"{GoText.Quote(url)} must begin with / and may have * at its end only");
            }
        }
    }

    private AuditLevel Level(ObjectNode node, string path)
    {
        var text = _reader.Text(node, "level", path);
        if (Enum.TryParse<AuditLevel>(text, out var level) && Enum.GetName(level) == text)
        {
            return level;
        }

        _reader.Complain($"{path}.level", $"{GoText.Quote(text)} must be one of None, Metadata, Request, RequestResponse");
        return AuditLevel.None;
    }

    private AuditStages Stages(ObjectNode node, string path)
    {
        var stages = AuditStages.None;
        foreach (var text in _reader.Texts(node, "omitStages", path))
        {
            if (Enum.TryParse<AuditStages>(text, out var stage) && stage != AuditStages.None && Enum.GetName(stage) == text)
            {
                stages |= stage;
            }
            else
            {
                _reader.Complain(ConfigurationReader.At(path, "omitStages"),
                    $"{GoText.Quote(text)} must be one of RequestReceived, ResponseStarted, ResponseComplete, Panic");
            }
        }

        return stages;
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
