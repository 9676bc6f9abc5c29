using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Access;

public sealed class AccessRulesTests
{
    [Theory]
    [InlineData("roles", """ "rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}] """, "")]
    [InlineData("roles", """ "rules":[{}] """, """
        rules[0].verbs: Required value: verbs must contain at least one value
        rules[0].apiGroups: Required value: resource rules must supply at least one api group
        rules[0].resources: Required value: resource rules must supply at least one resource
        """)]
    [InlineData("roles", """ "rules":[{"verbs":["get"],"nonResourceURLs":["/x"],"resources":["y"]}] """, """
        rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs
        rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs
        """)]
    [InlineData("clusterroles", """ "rules":[{"verbs":["get"],"nonResourceURLs":["/x"]}] """, "")]
    [InlineData("clusterroles", """ "aggregationRule":{} """,
        "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil")]
    [InlineData("clusterroles", """ "aggregationRule":{"clusterRoleSelectors":[{"matchExpressions":[{"key":"k","operator":"Is"}]}]} """, """
        aggregationRule.clusterRoleSelectors[0].matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator
        aggregationRule.clusterRoleSelectors[0]: Invalid value: null: invalid label selector.
        """)]
    [InlineData("rolebindings", """ "roleRef":{"kind":"Rule"},"subjects":[{"kind":"User"},{"kind":"Robot","name":"x"}] """, """
        roleRef.kind: Unsupported value: "Rule": supported values: "Role", "ClusterRole"
        roleRef.name: Required value
        subjects[0].name: Required value
        subjects[1].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"
        """)]
    [InlineData("clusterrolebindings", """ "roleRef":{"kind":"Role","name":"a/b"},"subjects":[{"kind":"ServiceAccount","name":"X"}] """, """
        roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"
        roleRef.name: Invalid value: "a/b": may not contain '/'
        subjects[0].name: Invalid value: "X": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
        subjects[0].namespace: Required value
        """)]
    public void Create_Rbac_NamesTheCauses(string resource, string members, string causes) =>
        Assert.Equal(causes.Trim(), AccessCase.Causes(AccessCase.Create(AccessCase.Rbac, resource, members)));

    [Fact]
    public void Create_Binding_FillsTheGroups()
    {
        const string members = """ "roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u"},{"kind":"ServiceAccount","name":"s"}] """;
        var made = AccessCase.Made(AccessCase.Rbac, "rolebindings", members);
        Assert.Equal(AccessCase.Rbac, made.Object("roleRef")!.Text("apiGroup"));
        Assert.Equal("""[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"u"},{"kind":"ServiceAccount","name":"s"}]""",
            made["subjects"]!.ToString());
        var changed = AccessCase.Change(AccessCase.Rbac, "rolebindings", made, "", t => t.Child("roleRef").Set("name", "other"));
        Assert.Equal("""roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: cannot change roleRef""",
            AccessCase.Causes(changed));
    }

    [Theory]
    [InlineData("flowschemas", """ "spec":{} """, "spec.priorityLevelConfiguration.name: Required value: must reference a priority level")]
    [InlineData("flowschemas", """ "spec":{"priorityLevelConfiguration":{"name":"p"},"matchingPrecedence":1} """,
        "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1")]
    [InlineData("flowschemas", """ "spec":{"priorityLevelConfiguration":{"name":"p"},"matchingPrecedence":10001,"rules":[{}]} """, """
        spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000
        spec.rules[0].subjects: Required value: subjects must contain at least one value
        spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty
        """)]
    [InlineData("flowschemas", """
        "spec":{"priorityLevelConfiguration":{"name":"p"},"rules":[{"subjects":[{"kind":"User","user":{"name":"u"},"group":{"name":"g"}}],
        "resourceRules":[{"verbs":["*","get"],"apiGroups":["*","a"],"resources":["x"]}],
        "nonResourceRules":[{"verbs":["peek"],"nonResourceURLs":["x","/a b","/a//b","/a*"]}]}]}
        """, """
        spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'
        spec.rules[0].resourceRules[0].verbs: Invalid value: ["*","get"]: if '*' is present, must not specify other verbs
        spec.rules[0].resourceRules[0].apiGroups: Invalid value: ["*","a"]: if '*' is present, must not specify other api groups
        spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace
        spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["peek"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"
        spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "x": must start with slash
        spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "/a b": must not contain white-space
        spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: "/a//b": must not contain double slash
        spec.rules[0].nonResourceRules[0].nonResourceURLs[3]: Invalid value: "/a*": wildcard can only do suffix matching
        """)]
    [InlineData("prioritylevelconfigurations", """ "spec":{"type":"Exempt"} """, """
        spec.type: Invalid value: "Exempt": type must be 'Exempt' if and only if name is 'exempt'
        spec.exempt: Required value: must not be empty when type is Exempt
        """)]
    [InlineData("prioritylevelconfigurations", """ "spec":{"type":"Limited"} """,
        "spec.limited: Required value: must not be empty when type is Limited")]
    [InlineData("prioritylevelconfigurations", """
        "spec":{"type":"Limited","limited":{"nominalConcurrencyShares":-1,"lendablePercent":101,"borrowingLimitPercent":-1,
        "limitResponse":{"type":"Queue","queuing":{"queues":100,"handSize":10}}}}
        """, """
        spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer
        spec.limited.limitResponse.queuing.handSize: Invalid value: 10: required entropy bits of deckSize 100 and handSize 10 should not be greater than 60
        spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive
        spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer
        """)]
    public void Create_Flow_NamesTheCauses(string resource, string members, string causes) =>
        Assert.Equal(causes.Trim(), AccessCase.Causes(AccessCase.Create(AccessCase.Flow, resource, members)));

    [Fact]
    public void Create_Flow_FillsDefaultsAndKeepsTheFixedOnes()
    {
        const string queue = """ "spec":{"type":"Limited","limited":{"limitResponse":{"type":"Queue","queuing":{}}}} """;
        var level = AccessCase.Made(AccessCase.Flow, "prioritylevelconfigurations", queue).Object("spec")!.Object("limited")!;
        Assert.Equal("""{"queues":64,"handSize":8,"queueLengthLimit":50}""", level.Object("limitResponse")!["queuing"]!.ToString());
        Assert.Equal((30L, 0L), (level.Integer("nominalConcurrencyShares")!.Value, level.Integer("lendablePercent")!.Value));
        var schema = AccessCase.Made(AccessCase.Flow, "flowschemas", """ "spec":{"priorityLevelConfiguration":{"name":"p"}} """);
        Assert.Equal(1000, schema.Object("spec")!.Integer("matchingPrecedence"));
        const string wrong = """ "spec":{"type":"Limited","limited":{"limitResponse":{"type":"Reject"}}} """;
        Assert.Equal("""
            spec: Invalid value: {"Type":"Limited","Limited":{"NominalConcurrencyShares":30,"LimitResponse":{"Type":"Reject","Queuing":null},"LendablePercent":0,"BorrowingLimitPercent":null},"Exempt":null}: spec of 'catch-all' must equal the fixed value
            """, AccessCase.Causes(AccessCase.Create(AccessCase.Flow, "prioritylevelconfigurations", wrong, "catch-all")));
    }

    [Fact]
    public void UpdateStatus_Flow_LeavesMetadata()
    {
        var schema = AccessCase.Made(AccessCase.Flow, "flowschemas", """ "spec":{"priorityLevelConfiguration":{"name":"p"}} """);
        var changed = AccessCase.Change(AccessCase.Flow, "flowschemas", schema, "status", t =>
        {
            t.Child("metadata").Child("labels").Set("x", "y");
            t.Child("status").Set("conditions", new ArrayNode([new ObjectNode { { "type", "T" }, { "status", "True" } }]));
        });
        Assert.Null(changed.Error);
        Assert.Null(changed.Tree!.Object("metadata")!["labels"]);
        Assert.Equal("T", ((ObjectNode)changed.Tree.Object("status")!.Array("conditions")!.Items[0]).Text("type"));
    }
}
