using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Tests.Resources.Kinds.Access;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Policy;

public sealed class PolicyRulesTests
{
    private const string Match =
        """ "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}]} """;

    [Theory]
    [InlineData("validatingwebhookconfigurations", """ "webhooks":[{"name":"short","clientConfig":{}}] """, """
        webhooks[0].name: Invalid value: "short": should be a domain with at least three segments separated by dots
        webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun
        webhooks[0].clientConfig: Required value: exactly one of url or service is required
        webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1
        """)]
    [InlineData("mutatingwebhookconfigurations", """
        "webhooks":[{"name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1","v1"],"timeoutSeconds":0,"reinvocationPolicy":"x",
        "clientConfig":{"service":{"name":"s","path":"a//b"}},
        "rules":[{"operations":["*","CREATE"],"apiGroups":["*","x"],"apiVersions":[""],"resources":["a/*","a/b","*/*"],"scope":"All"}]}]
        """, """
        webhooks[0].rules[0].operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations
        webhooks[0].rules[0].apiGroups: Invalid value: ["*","x"]: if '*' is present, must not specify other API groups
        webhooks[0].rules[0].apiVersions[0]: Required value
        webhooks[0].rules[0].resources[1]: Invalid value: "a/b": if 'a/*' is present, must not specify a/b
        webhooks[0].rules[0].resources: Invalid value: ["a/*","a/b","*/*"]: if '*/*' is present, must not specify other resources
        webhooks[0].rules[0].scope: Unsupported value: "All": supported values: "*", "Cluster", "Namespaced"
        webhooks[0].timeoutSeconds: Invalid value: 0: the timeout value must be between 1 and 30 seconds
        webhooks[0].reinvocationPolicy: Unsupported value: "x": supported values: "IfNeeded", "Never"
        webhooks[0].clientConfig.service.namespace: Required value: service namespace is required
        webhooks[0].clientConfig.service.path: Invalid value: "a//b": must start with a '/'
        webhooks[0].clientConfig.service.path: Invalid value: "a//b": segment[0] may not be empty
        webhooks[0].clientConfig.service.path: Invalid value: "a//b": segment[1] may not be empty
        webhooks[0].admissionReviewVersions[1]: Invalid value: "v1": duplicate version
        """)]
    [InlineData("validatingwebhookconfigurations", """
        "webhooks":[{"name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"url":"http://u:p@h/x?q#f"},
        "matchConditions":[{"name":"a b","expression":"1"},{"expression":"params.x"}]}]
        """, """
        webhooks[0].clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]
        webhooks[0].clientConfig.url: Invalid value: "u:p": user information is not permitted in the URL
        webhooks[0].clientConfig.url: Invalid value: "f": fragments are not permitted in the URL
        webhooks[0].clientConfig.url: Invalid value: "q": query parameters are not permitted in the URL
        webhooks[0].matchConditions[0].expression: Invalid value: "1": must evaluate to bool but got int
        webhooks[0].matchConditions[0].name: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
        webhooks[0].matchConditions[1].expression: Invalid value: "params.x": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')
         | params.x
         | ^
        webhooks[0].matchConditions[1].name: Required value
        """)]
    public void Create_Webhooks_NamesTheCauses(string resource, string members, string causes) =>
        Assert.Equal(causes, AccessCase.Causes(AccessCase.Create(AccessCase.Admission, resource, members)));

    [Theory]
    [InlineData("""{"validations":[{"expression":"true"}]}""", "spec.matchConstraints: Required value")]
    [InlineData("""{#}""", """
        spec.validations: Required value: validations or auditAnnotations must contain at least one item
        spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item
        """)]
    [InlineData("""{#,"validations":[{"expression":"variables.a"}],"variables":[{"name":"a","expression":"1"},{"name":"b-c","expression":" "}]}""",
        """
        spec.variables[1].name: Invalid value: "b-c": must be a valid CEL identifier
        spec.variables[1].expression: Required value: expression is not specified
        spec.validations[0].expression: Invalid value: "variables.a": must evaluate to bool but got int
        """)]
    [InlineData("""{#,"validations":[{"expression":"object.x == params.y","messageExpression":"authorizer","reason":"Because","message":" "}],"paramKind":{"apiVersion":"a/b/c","kind":"1"}}""",
        """
        spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c
        spec.paramKind.kind: Invalid value: "1": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')
        spec.validations[0].messageExpression: Invalid value: "authorizer": compilation failed: ERROR: <input>:1:1: undeclared reference to 'authorizer' (in container '')
         | authorizer
         | ^
        spec.validations[0].message: Invalid value: " ": message must be non-empty if specified
        spec.validations[0].reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"
        """)]
    [InlineData("""{#,"auditAnnotations":[{"key":"k","valueExpression":"null"},{"key":"k","valueExpression":"1"}]}""", """
        spec.auditAnnotations[1].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int
        spec.auditAnnotations[1].key: Duplicate value: "k"
        """)]
    [InlineData("""{#,"validations":[{"expression":"request.userInfo.groups.exists(g, g == namespaceObject.metadata.labels['x'])"}]}""",
        "")]
    public void Create_ValidatingPolicy_NamesTheCauses(string spec, string causes) =>
        Assert.Equal(causes, AccessCase.Causes(AccessCase.Create(
        AccessCase.Admission, "validatingadmissionpolicies", $"\"spec\":{spec.Replace("#", Match, StringComparison.Ordinal)}")));

    [Theory]
    [InlineData("""{#}""", """
        spec.mutations: Required value: mutations must contain at least one item
        spec.reinvocationPolicy: Required value
        """)]
    [InlineData("""{#,"reinvocationPolicy":"Never","mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 'add', path: '/a/' + jsonpatch.escapeKey('b'), value: 1}]"}},{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"Object{spec: Object.spec{x: object.y}}"}}]}""",
        "")]
    [InlineData("""{#,"reinvocationPolicy":"Never","mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 1}]"}},{"patchType":"ApplyConfiguration"},{}]}""",
        """
        spec.mutations[0].jsonPatch.expression: Invalid value: "[JSONPatch{op: 1}]": compilation failed: ERROR: <input>:1:14: expected type of field 'op' is 'string' but provided type is 'int'
         | [JSONPatch{op: 1}]
         | .............^
        spec.mutations[1].applyConfiguration: Required value: must be specified when patchType is ApplyConfiguration
        spec.mutations[2].patchType: Required value
        """)]
    [InlineData("""{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE","DELETE"],"resources":["pods"]}]},"reinvocationPolicy":"Never","mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 'remove', path: '/a'}]"}}]}""",
        """
        spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"
        """)]
    public void Create_MutatingPolicy_NamesTheCauses(string spec, string causes) =>
        Assert.Equal(causes, AccessCase.Causes(AccessCase.Create(
        AccessCase.Admission, "mutatingadmissionpolicies", $"\"spec\":{spec.Replace("#", Match, StringComparison.Ordinal)}")));

    [Theory]
    [InlineData("""{}""", """
        spec.policyName: Required value
        spec.validationActions: Required value: at least one validation action is required
        """)]
    [InlineData("""{"policyName":"p","validationActions":["Deny","Warn","Warn","Shout"],"paramRef":{"name":"n","selector":{}}}""",
        """
        spec.paramRef.name: Forbidden: name and selector are mutually exclusive
        spec.paramRef.selector: Forbidden: name and selector are mutually exclusive
        spec.paramRef.parameterNotFoundAction: Required value
        spec.validationActions[2]: Duplicate value: "Warn"
        spec.validationActions[3]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"
        spec.validationActions: Invalid value: ["Deny","Warn","Warn","Shout"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)
        """)]
    public void Create_Binding_NamesTheCauses(string spec, string causes) => Assert.Equal(causes, AccessCase.Causes(
        AccessCase.Create(AccessCase.Admission, "validatingadmissionpolicybindings", $"\"spec\":{spec}")));

    [Theory]
    [InlineData("validatingadmissionpolicybindings", ""","validationActions":["Deny"]""", """
        spec.matchResources.resourceRules[0].resources: Required value
        """)]
    [InlineData("mutatingadmissionpolicybindings", "", """
        spec.matchResources.resourceRules[0].resources: Required value
        spec.matchResources.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"
        """)]
    public void Create_BindingOfDeletes_RefusesWhereThereIsNothingToChange(string resource, string members, string causes) =>
        Assert.Equal(causes, AccessCase.Causes(AccessCase.Create(AccessCase.Admission, resource, $$"""
            "spec":{"policyName":"p"{{members}},"matchResources":{"resourceRules":[
            {"apiGroups":[""],"apiVersions":["v1"],"operations":["DELETE"]}]} }
            """)));

    [Fact]
    public void Create_Webhook_FillsDefaults()
    {
        var made = AccessCase.Made(AccessCase.Admission, "mutatingwebhookconfigurations", """
            "webhooks":[{"name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1"],
            "clientConfig":{"service":{"namespace":"n","name":"s"}},
            "rules":[{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*"]}]}]
            """);
        var hook = (ObjectNode)made.Array("webhooks")!.Items[0];
        Assert.Equal(("Fail", "Equivalent", "Never", 10L),
            (hook.Text("failurePolicy"), hook.Text("matchPolicy"), hook.Text("reinvocationPolicy"), hook.Integer("timeoutSeconds")!.Value));
        Assert.Equal("{}{}", $"{hook["namespaceSelector"]}{hook["objectSelector"]}");
        Assert.Equal(443, hook.Object("clientConfig")!.Object("service")!.Integer("port"));
        Assert.Equal("*", ((ObjectNode)hook.Array("rules")!.Items[0]).Text("scope"));
    }

    [Fact]
    public void Update_Policy_LeavesUnchangedConditionsAlone()
    {
        var old = AccessCase.Made(AccessCase.Admission, "validatingadmissionpolicies",
            $$""" "spec":{ {{Match}},"validations":[{"expression":"true"}],"matchConditions":[{"name":"c","expression":"true"}]} """);
        old.Object("spec")!.Array("matchConditions")!.Items[0] = new ObjectNode { { "name", "c" }, { "expression", "1" } };
        var changed = AccessCase.Change(AccessCase.Admission, "validatingadmissionpolicies", old, "",
            t => t.Child("spec").Set("failurePolicy", "Ignore"));
        Assert.Equal("", AccessCase.Causes(changed));
        Assert.Equal(2, changed.Tree!.Object("metadata")!.Integer("generation"));
    }
}
