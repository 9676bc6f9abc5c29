using System.Text;
using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Admission;

public sealed class QuotaMeasureTests
{
    [Theory]
    [InlineData("", "pods",
        """{"spec":{"containers":[{"resources":{"requests":{"cpu":"100m","memory":"1Gi","example.com/gpu":"2","hugepages-2Mi":"4Mi"},"limits":{"cpu":"1"}}},{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"resources":{"requests":{"cpu":"3"}}}]}}""",
        "count/pods=1,cpu=3,hugepages-2Mi=4Mi,limits.cpu=1,memory=1Gi,pods=1,requests.cpu=3,requests.example.com/gpu=2,requests.hugepages-2Mi=4Mi,requests.memory=1Gi")]
    [InlineData("", "pods", """{"spec":{"containers":[{"resources":{"requests":{"cpu":"1"}}}]},"status":{"phase":"Succeeded"}}""", "count/pods=1")]
    [InlineData("", "pods",
        """{"spec":{"containers":[{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"1"}}},{"resources":{"requests":{"cpu":"500m"}}}],"overhead":{"cpu":"250m"}}}""",
        "count/pods=1,cpu=2250m,pods=1,requests.cpu=2250m")]
    [InlineData("", "services", """{"spec":{"type":"LoadBalancer","ports":[{},{}]}}""",
        "count/services=1,services=1,services.loadbalancers=1,services.nodeports=2")]
    [InlineData("", "services", """{"spec":{"type":"ClusterIP","ports":[{},{}]}}""",
        "count/services=1,services=1,services.loadbalancers=0,services.nodeports=0")]
    [InlineData("", "persistentvolumeclaims", """{"spec":{"storageClassName":"gold","resources":{"requests":{"storage":"5Gi"}}}}""",
        "count/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/requests.storage=5Gi,persistentvolumeclaims=1,requests.storage=5Gi")]
    [InlineData("resource.k8s.io", "resourceclaims",
        """{"spec":{"devices":{"requests":[{"exactly":{"deviceClassName":"gpu","count":2}},{"firstAvailable":[{"deviceClassName":"gpu","count":4},{"deviceClassName":"nic"}]}]}}}""",
        "count/resourceclaims.resource.k8s.io=1,gpu.deviceclass.resource.k8s.io/devices=6,nic.deviceclass.resource.k8s.io/devices=1")]
    [InlineData("", "secrets", "{}", "count/secrets=1,secrets=1")]
    [InlineData("apps", "deployments", "{}", "count/deployments.apps=1")]
    public void Of_Object_TakesThis(string group, string resource, string json, string usage) => Assert.Equal(
        usage, QuotaMeasure.Of(new(group, resource), AdmissionRequests.Parse(json), AdmissionRequests.Now).Usage.ToString());

    [Fact]
    public void Missing_QuotaOfCpu_WantsEveryContainerToSay() => Assert.Equal(
        "must specify limits.cpu for: a,b; requests.cpu for: b",
        PodMeasure.Missing(
            AdmissionRequests.Parse("""{"spec":{"containers":[{"name":"b"},{"name":"a","resources":{"requests":{"cpu":"1"}}}]}}"""),
            ["limits.cpu", "requests.cpu", "requests.ephemeral-storage"]));

    [Theory]
    [InlineData("""{"scopes":["BestEffort"]}""", true)]
    [InlineData("""{"scopes":["NotBestEffort"]}""", false)]
    [InlineData("""{"scopes":["BestEffort","NotTerminating"]}""", true)]
    [InlineData("""{"scopes":["Terminating"]}""", false)]
    [InlineData("""{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["mid"]}]}}""", true)]
    [InlineData("""{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"NotIn","values":["mid"]}]}}""", false)]
    [InlineData("""{"scopeSelector":{"matchExpressions":[{"scopeName":"CrossNamespacePodAffinity","operator":"Exists"}]}}""", false)]
    public void Matches_PodInScope_AsTheQuotaSays(string scopes, bool expected)
    {
        var spec = AdmissionRequests.Parse(scopes);
        spec.Set("hard", AdmissionRequests.Parse("""{"pods":"1"}"""));
        var rule = QuotaRule.Of(new StoredObject("ns/q", 1, Encoding.UTF8.GetBytes(
            $$$"""{"metadata":{"name":"q","uid":"u"},"spec":{{{spec}}}}""")));
        var pod = QuotaMeasure.Of(new("", "pods"),
            AdmissionRequests.Parse("""{"spec":{"priorityClassName":"mid","containers":[{"name":"c"}]}}"""), AdmissionRequests.Now);

        Assert.Equal(expected, rule.Matches(pod));
        Assert.False(rule.Matches(QuotaMeasure.Of(new("", "secrets"), [], AdmissionRequests.Now)));
    }
}
