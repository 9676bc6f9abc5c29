using Orleans.KubeApi.Audit;
using Xunit;

namespace Orleans.KubeApi.Tests.Audit;

public sealed class AuditPolicyTests
{
    private const string Pods = "/api/v1/namespaces/d/pods/p";

    [Theory]
    [InlineData("users: [ann]", true)]
    [InlineData("users: [bob]", false)]
    [InlineData("userGroups: [x, dev]", true)]
    [InlineData("userGroups: [x]", false)]
    [InlineData("verbs: [get, list]", true)]
    [InlineData("verbs: [watch]", false)]
    [InlineData("namespaces: [d]", true)]
    [InlineData("namespaces: ['']", false)]
    [InlineData("resources: [{group: ''}]", true)]
    [InlineData("resources: [{group: apps}]", false)]
    [InlineData("resources: [{resources: [pods]}]", false)]
    [InlineData("resources: [{resources: [pods/log]}]", true)]
    [InlineData("resources: [{resources: [pods/*]}]", true)]
    [InlineData("resources: [{resources: ['*/log']}]", true)]
    [InlineData("resources: [{resources: ['*/status']}]", false)]
    [InlineData("resources: [{resources: ['*']}]", true)]
    [InlineData("resources: [{resources: [secrets, pods/log], resourceNames: [p]}]", true)]
    [InlineData("resources: [{resources: [pods/log], resourceNames: [q]}]", false)]
    [InlineData("{resources: [{resources: [pods/log]}], namespaces: [m]}", false)]
    [InlineData("nonResourceURLs: ['*']", false)]
    [InlineData("{users: [ann], verbs: [watch]}", false)]
    [InlineData("{}", true)]
    public void Decide_Resource_MatchesByEveryPart(string condition, bool matches) =>
        Assert.Equal(matches, Matches(condition, new AuditAttributes
        {
            User = Ann, Verb = "get", Path = Pods + "/log", IsResource = true, Group = "", Version = "v1", Resource = "pods",
            Subresource = "log", Namespace = "d", Name = "p",
        }));

    [Theory]
    [InlineData("nonResourceURLs: [/healthz]", false)]
    [InlineData("nonResourceURLs: [/healthz/etcd]", true)]
    [InlineData("nonResourceURLs: [/healthz*]", true)]
    [InlineData("nonResourceURLs: ['*']", true)]
    [InlineData("resources: [{resources: ['*']}]", false)]
    [InlineData("namespaces: ['']", false)]
    [InlineData("users: [ann]", false)]
    [InlineData("userGroups: [dev]", false)]
    public void Decide_PathOfSomebodyUnknown_MatchesByEveryPart(string condition, bool matches) =>
        Assert.Equal(matches, Matches(condition, new AuditAttributes { Verb = "get", Path = "/healthz/etcd" }));

    [Fact]
    public void Decide_SeveralRules_TheFirstThatMatchesWins()
    {
        var policy = AuditSamples.Policy("""
            omitStages: [RequestReceived]
            omitManagedFields: true
            rules:
            - {level: None, verbs: [watch]}
            - {level: Request, verbs: [get], omitStages: [Panic], omitManagedFields: false}
            - {level: RequestResponse, verbs: [get, list]}
            """);

        Assert.Equal(AuditLevel.None, policy.Decide(Verb("watch")).Level);
        Assert.Equal(
            new AuditDecision(AuditLevel.Request, AuditStages.RequestReceived | AuditStages.Panic, OmitManagedFields: false),
            policy.Decide(Verb("get")));
        Assert.Equal(
            new AuditDecision(AuditLevel.RequestResponse, AuditStages.RequestReceived, OmitManagedFields: true),
            policy.Decide(Verb("list")));
        Assert.Equal(AuditLevel.None, policy.Decide(Verb("delete")).Level);
    }

    [Theory]
    [InlineData("rules: []", "rules: there must be at least one")]
    [InlineData("rules: [{}]", "rules[0].level: \"\" must be one of None, Metadata, Request, RequestResponse")]
    [InlineData("rules: [{level: '3'}]", "rules[0].level: \"3\" must be one of None, Metadata, Request, RequestResponse")]
    [InlineData("rules: [{level: None, user: [x]}]", "rules[0].user: unknown field")]
    [InlineData("rules: [{level: None, users: x}]", "rules[0].users: must be a list")]
    [InlineData("rules: [{level: None, users: [1]}]", "rules[0].users: must hold texts only")]
    [InlineData("rules: [{level: None, resources: [x]}]", "rules[0].resources[0]: must be an object")]
    [InlineData("rules: [{level: None, resources: [{group: apps/v1}]}]",
        "rules[0].resources[0].group: \"apps/v1\" is no API group (a lower-case DNS name without version)")]
    [InlineData("rules: [{level: None, resources: [{resourceNames: [x]}]}]",
        "rules[0].resources[0].resourceNames: needs at least one entry in resources")]
    [InlineData("rules: [{level: None, nonResourceURLs: [healthz]}]",
        "rules[0].nonResourceURLs: \"healthz\" must begin with / and may have * at its end only")]
    [InlineData("rules: [{level: None, nonResourceURLs: ['/a*b']}]",
        "rules[0].nonResourceURLs: \"/a*b\" must begin with / and may have * at its end only")]
    [InlineData("rules: [{level: None, nonResourceURLs: [/a], namespaces: [x]}]",
        "rules[0].nonResourceURLs: a rule can't apply to both resources and paths")]
    [InlineData("rules: [{level: None, omitStages: [Started]}]",
        "rules[0].omitStages: \"Started\" must be one of RequestReceived, ResponseStarted, ResponseComplete, Panic")]
    [InlineData("rules: [{level: None, omitManagedFields: 'yes'}]", "rules[0].omitManagedFields: must be true or false")]
    public void Read_Mistake_IsNamedWithItsPlace(string rules, string complaint) =>
        Assert.Equal(complaint, Assert.Throws<FormatException>(() => AuditSamples.Policy(rules)).Message);

    [Fact]
    public void Read_SeveralMistakes_AreAllNamed()
    {
        var complaint = Assert.Throws<FormatException>(() => AuditSamples.Policy("rules: [{level: x}, {levels: None}]")).Message;

        Assert.Equal(3, complaint.Split("; ").Length);
    }

    private static AuditUser Ann { get; } =
        new("ann", "", ["dev", "system:authenticated"], new Dictionary<string, IReadOnlyList<string>>());

    private static bool Matches(string condition, AuditAttributes request)
    {
        var rule = condition.StartsWith('{') ? condition[1..^1] : condition;
        var policy = AuditSamples.Policy($"rules: [{{level: Metadata, {rule}}}]");
        return policy.Decide(request).Level == AuditLevel.Metadata;
    }

    private static AuditAttributes Verb(string verb) => new() { Verb = verb, Path = "/x" };
}
