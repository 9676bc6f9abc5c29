using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Core;

public sealed class CoreRulesTests
{
    private const string Invalid = "FieldValueInvalid";
    private const string Forbidden = "FieldValueForbidden";
    private const string Required = "FieldValueRequired";

    [Theory]
    [InlineData("""{"bad key":"x"}""", "null", "data[bad key]: " + Invalid)]
    [InlineData("""{"..":"x"}""", "null", "data[..]: " + Invalid)]
    [InlineData("""{"a":"1"}""", """{"a":"AA=="}""", "data[a]: " + Invalid)]
    [InlineData("""{"a":"1"}""", """{"b":"AA=="}""", "")]
    public void ConfigMap_Keys_AreFileNamesAndUnique(string data, string binary, string causes) => Assert.Equal(causes,
        new ObjectTrial("", "configmaps").Causes($$$"""{"metadata":{"name":"a"},"data":{{{data}}},"binaryData":{{{binary}}}}"""));

    [Fact]
    public void ConfigMap_OverOneMebibyte_NamesTheWholeObject() => Assert.Equal("[]: FieldValueTooLong",
        new ObjectTrial("", "configmaps").Causes($$$"""{"metadata":{"name":"a"},"data":{"k":"{{{new string('x', 1048577)}}}"}}"""));

    [Theory]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"2"},"immutable":true}""", "data: " + Forbidden)]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"1"}}""", "immutable: " + Forbidden)]
    [InlineData("""{"metadata":{"name":"a","labels":{"l":"v"}},"data":{"k":"1"},"immutable":true}""", "")]
    public void ConfigMap_MarkedImmutable_KeepsMarkAndData(string body, string causes) => Assert.Equal(causes,
        new ObjectTrial("", "configmaps").Causes("""{"metadata":{"name":"a"},"data":{"k":"1"},"immutable":true}""", body));

    [Fact]
    public void ConfigMap_BadAnnotationInAnUpdate_IsNamedAsOftenAsTheOriginalChecks() => Assert.Equal(
        string.Join("; ", Enumerable.Repeat("metadata.annotations: " + Invalid, 4)), new ObjectTrial("", "configmaps").Causes(
            """{"metadata":{"name":"a"}}""", """{"metadata":{"name":"a","annotations":{"a~b":"c"}}}"""));

    [Theory]
    [InlineData("kubernetes.io/basic-auth", "{}", "data[%s][username]: " + Required + "; data[%s][password]: " + Required)]
    [InlineData("kubernetes.io/ssh-auth", """{"ssh-privatekey":""}""", "data[%s][ssh-privatekey]: " + Required)]
    [InlineData("kubernetes.io/tls", """{"tls.crt":"x"}""", "data[tls.key]: " + Required)]
    [InlineData("kubernetes.io/dockercfg", """{".dockercfg":"nope"}""", "data[.dockercfg]: " + Invalid)]
    [InlineData("kubernetes.io/dockerconfigjson", """{".dockerconfigjson":"{}"}""", "")]
    [InlineData("kubernetes.io/service-account-token", "{}", "metadata.annotations[kubernetes.io/service-account.name]: " + Required)]
    [InlineData("Opaque", """{"a b":"x"}""", "data[a b]: " + Invalid)]
    public void Secret_Type_SaysWhatItHolds(string type, string data, string causes) => Assert.Equal(causes,
        new ObjectTrial("", "secrets").Causes($$$"""{"metadata":{"name":"a"},"type":"{{{type}}}","stringData":{{{data}}}}"""));

    [Fact]
    public void Secret_Type_IsOpaqueByDefaultKeptAndFixed()
    {
        var trial = new ObjectTrial("", "secrets");
        var made = trial.Create("""{"metadata":{"name":"a"},"stringData":{"k":"v"}}""").Tree!;
        Assert.Equal(("Opaque", "dg==", false), (made.Text("type"), made.Object("data")!.Text("k"), made.Has("stringData")));
        Assert.Equal("type: " + Invalid, trial.Causes("""{"metadata":{"name":"a"}}""", """{"metadata":{"name":"a"},"type":"example/x"}"""));
    }

    [Theory]
    [InlineData("""{"podCIDR":"10.0.0.0"}""", "spec.podCIDRs[0]: " + Invalid)]
    [InlineData("""{"podCIDRs":["10.0.0.0/24","10.1.0.0/24"]}""", "spec.podCIDRs: " + Invalid)]
    [InlineData("""{"podCIDRs":["10.0.0.0/24","fd00::/64"]}""", "")]
    [InlineData("""{"taints":[{"key":"k"}]}""", "metadata.taints[0].effect: " + Required)]
    [InlineData("""{"taints":[{"key":"k","effect":"NoExecute"},{"key":"k","effect":"NoExecute"}]}""",
        "metadata.taints[1]: FieldValueDuplicate")]
    public void Node_RangesAndTaints_AreChecked(string spec, string causes) =>
        Assert.Equal(causes, new ObjectTrial("", "nodes", "").Causes($$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}"""));

    [Fact]
    public void Node_RangeAndProvider_AreSetOnceAndACreateMayBringAStatus()
    {
        var trial = new ObjectTrial("", "nodes", "");
        Assert.Equal($"spec.podCIDRs: {Forbidden}; spec.providerID: {Forbidden}", trial.Causes(
            """{"metadata":{"name":"a"},"spec":{"podCIDR":"10.0.0.0/24","providerID":"p"}}""",
            """{"metadata":{"name":"a"},"spec":{"podCIDR":"10.1.0.0/24","providerID":"q"}}"""));
        var made = trial.Create("""{"metadata":{"name":"a"},"status":{"capacity":{"cpu":"2"}}}""").Tree!;
        Assert.Equal("""{"cpu":"2"}""", made.Object("status")!.Object("allocatable")!.ToString());
    }

    [Theory]
    [InlineData("""{"hard":{"pods":"-1"}}""", "spec.hard[pods]: " + Invalid)]
    [InlineData("""{"hard":{"pods":"1500m"}}""", "spec.hard[pods]: " + Invalid)]
    [InlineData("""{"hard":{"nope":"1"}}""", "spec.hard[nope]: " + Invalid + "; spec.hard[nope]: " + Invalid)]
    [InlineData("""{"hard":{"requests.example.com/gpu":"1","count/deployments.apps":"2"}}""", "")]
    [InlineData("""{"hard":{"cpu":"1"},"scopes":["BestEffort"]}""", "spec.scopes: " + Invalid)]
    [InlineData("""{"scopes":["BestEffort","NotBestEffort"]}""", "spec.scopes: " + Invalid)]
    [InlineData("""{"scopeSelector":{"matchExpressions":[{"scopeName":"Terminating","operator":"In","values":["x"]}]}}""",
        "spec.scopeSelector.matchExpressions.operator: " + Invalid)]
    public void ResourceQuota_NamesAmountsScopes_AreChecked(string spec, string causes) =>
        Assert.Equal(causes, new ObjectTrial("", "resourcequotas").Causes($$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}"""));

    [Theory]
    [InlineData("""{"type":"Container","max":{"cpu":"2"},"min":{"cpu":"1"}}""",
        """{"limits":[{"type":"Container","max":{"cpu":"2"},"min":{"cpu":"1"},"default":{"cpu":"2"},"defaultRequest":{"cpu":"2"}}]}""")]
    [InlineData("""{"type":"Pod","max":{"cpu":"2"}}""", """{"limits":[{"type":"Pod","max":{"cpu":"2"}}]}""")]
    public void LimitRange_Container_TakesDefaultsFromItsBounds(string limit, string spec) => Assert.Equal(spec,
        new ObjectTrial("", "limitranges").Made($$$"""{"metadata":{"name":"a"},"spec":{"limits":[{{{limit}}}]}}""", "spec"));

    [Theory]
    [InlineData("""{"type":"Pod","default":{"cpu":"1"}}""", "spec.limits[0].default: " + Forbidden)]
    [InlineData("""{"type":"PersistentVolumeClaim"}""", "spec.limits[0].limits: " + Required)]
    [InlineData("""{"type":"Pod","min":{"cpu":"2"},"max":{"cpu":"1"}}""", "spec.limits[0].min[cpu]: " + Invalid)]
    [InlineData("""{"type":"Pod","min":{"cpu":"1"},"max":{"cpu":"2"},"maxLimitRequestRatio":{"cpu":"3"}}""",
        "spec.limits[0].maxLimitRequestRatio[cpu]: " + Invalid)]
    public void LimitRange_Bounds_FitTogether(string limit, string causes) => Assert.Equal(causes,
        new ObjectTrial("", "limitranges").Causes($$$"""{"metadata":{"name":"a"},"spec":{"limits":[{{{limit}}}]}}"""));

    [Theory]
    [InlineData("", """{"metadata":{"name":"a"},"involvedObject":{"namespace":"other"}}""", "involvedObject.namespace: " + Invalid)]
    [InlineData("", """{"metadata":{"name":"a"},"involvedObject":{"namespace":"ns"}}""", "")]
    [InlineData("events.k8s.io", """{"metadata":{"name":"a"},"regarding":{"namespace":"ns"},"type":"Odd"}""",
        "eventTime: " + Required + "; type: " + Invalid)]
    [InlineData("events.k8s.io", """
        {"metadata":{"name":"a"},"regarding":{"namespace":"ns"},"type":"Normal","eventTime":"2026-01-01T00:00:00.000000Z",
         "reportingController":"example.com/c","reportingInstance":"i","action":"a","reason":"r","series":{"count":1}}
        """, "series.count: " + Invalid + "; series.lastObservedTime: " + Required)]
    public void Event_BothGroups_HaveTheirRules(string group, string body, string causes) =>
        Assert.Equal(causes, new ObjectTrial(group, "events").Causes(body));

    [Fact]
    public void Namespace_Status_FitsItsPhase() => Assert.Equal("status.Phase: " + Invalid, new ObjectTrial("", "namespaces", "").Causes(
        """{"metadata":{"name":"a"}}""", """{"metadata":{"name":"a"},"status":{"phase":"Terminating"}}""", "status"));

    [Fact]
    public void ServiceAccount_Secrets_AreKeptByName() => Assert.Equal("""[{"name":"s"}]""", new ObjectTrial("", "serviceaccounts")
        .Create("""{"metadata":{"name":"a"},"secrets":[{"name":"s","kind":"Secret"}]}""").Tree!["secrets"]!.ToString());
}
