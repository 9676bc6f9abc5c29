using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Nodes;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Objects;
using Xunit;
using static Orleans.KubeApi.Tests.Authorization.PolicyText;

namespace Orleans.KubeApi.Tests.Authorization;

public sealed class NodeAuthorizerTests : INodeObjects
{
    private static readonly Dictionary<string, string> Objects = new(StringComparer.Ordinal)
    {
        ["persistentvolumeclaims a/claim"] = """{"spec":{"volumeName":"vol"}}""",
        ["persistentvolumeclaims a/stolen"] = """{"spec":{"volumeName":"other"}}""",
        ["persistentvolumes vol"] = """
            {"spec":{"claimRef":{"namespace":"a","name":"claim"},"csi":{"nodeStageSecretRef":{"name":"stage","namespace":"b"}}}}
            """,
        ["persistentvolumes other"] = """
            {"spec":{"claimRef":{"namespace":"z","name":"q"},"csi":{"nodeStageSecretRef":{"name":"other","namespace":"b"}}}}
            """,
        ["volumeattachments va1"] = """{"spec":{"nodeName":"n1"}}""",
        ["volumeattachments va2"] = """{"spec":{"nodeName":"n2"}}""",
        ["resourceslices s1"] = """{"spec":{"nodeName":"n1"}}""",
    };

    private const string Pod = """
        {"metadata":{"name":"p","namespace":"a"},"spec":{"nodeName":"n1","serviceAccountName":"acc",
         "imagePullSecrets":[{"name":"pull"}],
         "containers":[{"envFrom":[{"secretRef":{"name":"env"}},{"configMapRef":{"name":"envc"}}],
          "env":[{"valueFrom":{"secretKeyRef":{"name":"key"}}},{"valueFrom":{"configMapKeyRef":{"name":"keyc"}}}]}],
         "resourceClaims":[{"resourceClaimName":"rc"}],
         "volumes":[{"name":"v","secret":{"secretName":"vol"}},{"configMap":{"name":"volc"}},
          {"persistentVolumeClaim":{"claimName":"claim"}},{"persistentVolumeClaim":{"claimName":"stolen"}},{"name":"e","ephemeral":{}},
          {"projected":{"sources":[{"secret":{"name":"proj"}},{"configMap":{"name":"projc"}}]}},
          {"csi":{"nodePublishSecretRef":{"name":"csi"}}}]}}
        """;

    private const string Mirror = """
        {"metadata":{"name":"m","namespace":"a","annotations":{"kubernetes.io/config.mirror":"x"}},"spec":{"nodeName":"n1",
         "volumes":[{"secret":{"secretName":"wanted"}}]}}
        """;

    [Theory]
    [InlineData("get", "", "secrets", "a", "pull", "", true)]
    [InlineData("get", "", "secrets", "a", "env", "", true)]
    [InlineData("get", "", "secrets", "a", "key", "", true)]
    [InlineData("get", "", "secrets", "a", "vol", "", true)]
    [InlineData("get", "", "secrets", "a", "proj", "", true)]
    [InlineData("get", "", "secrets", "a", "csi", "", true)]
    [InlineData("watch", "", "secrets", "a", "vol", "", true)]
    [InlineData("list", "", "secrets", "a", "", "", false)]
    [InlineData("update", "", "secrets", "a", "vol", "", false)]
    [InlineData("get", "", "secrets", "b", "vol", "", false)]
    [InlineData("get", "", "secrets", "a", "wanted", "", false)] // named by a mirror pod
    [InlineData("get", "", "secrets", "b", "stage", "", true)] // named by the volume of its claim
    [InlineData("get", "", "secrets", "b", "other", "", false)] // by a volume that is somebody else's
    [InlineData("get", "", "configmaps", "a", "envc", "", true)]
    [InlineData("get", "", "configmaps", "a", "keyc", "", true)]
    [InlineData("get", "", "configmaps", "a", "volc", "", true)]
    [InlineData("get", "", "configmaps", "a", "projc", "", true)]
    [InlineData("get", "", "configmaps", "a", "vol", "", false)]
    [InlineData("get", "", "persistentvolumeclaims", "a", "claim", "", true)]
    [InlineData("get", "", "persistentvolumeclaims", "a", "p-e", "", true)]
    [InlineData("patch", "", "persistentvolumeclaims", "a", "claim", "status", true)]
    [InlineData("patch", "", "persistentvolumeclaims", "a", "claim", "", false)]
    [InlineData("get", "", "persistentvolumes", "", "vol", "", true)]
    [InlineData("get", "", "persistentvolumes", "", "other", "", false)]
    [InlineData("get", "resource.k8s.io", "resourceclaims", "a", "rc", "", true)]
    [InlineData("get", "storage.k8s.io", "volumeattachments", "", "va1", "", true)]
    [InlineData("get", "storage.k8s.io", "volumeattachments", "", "va2", "", false)]
    [InlineData("create", "", "serviceaccounts", "a", "acc", "token", true)]
    [InlineData("create", "", "serviceaccounts", "a", "default", "token", false)]
    [InlineData("get", "", "pods", "a", "p", "", true)]
    [InlineData("get", "", "pods", "a", "m", "", true)]
    [InlineData("get", "", "pods", "a", "q", "", false)]
    [InlineData("list", "", "pods", "a", "", "", false)]
    [InlineData("create", "", "pods", "a", "", "", true)]
    [InlineData("update", "", "pods", "a", "p", "", false)]
    [InlineData("patch", "", "pods", "a", "p", "status", true)]
    [InlineData("create", "", "pods", "a", "p", "exec", false)]
    [InlineData("get", "", "nodes", "", "n1", "", true)]
    [InlineData("get", "", "nodes", "", "n2", "", false)]
    [InlineData("list", "", "nodes", "", "", "", false)]
    [InlineData("delete", "", "nodes", "", "n1", "", false)]
    [InlineData("update", "coordination.k8s.io", "leases", "kube-node-lease", "n1", "", true)]
    [InlineData("update", "coordination.k8s.io", "leases", "kube-node-lease", "n2", "", false)]
    [InlineData("get", "coordination.k8s.io", "leases", "kube-system", "n1", "", false)]
    [InlineData("get", "storage.k8s.io", "csinodes", "", "n1", "", true)]
    [InlineData("get", "storage.k8s.io", "csinodes", "", "n2", "", false)]
    [InlineData("delete", "resource.k8s.io", "resourceslices", "", "s1", "", true)]
    [InlineData("delete", "resource.k8s.io", "resourceslices", "", "s2", "", false)]
    [InlineData("list", "", "services", "", "", "", true)]
    [InlineData("create", "", "events", "a", "", "", true)]
    [InlineData("create", "apps", "deployments", "a", "", "", false)]
    public async Task AuthorizeAsync_Node_OnlyWhatItsPodsNeed(
        string verb, string group, string resource, string ns, string name, string sub, bool allowed)
    {
        var asked = Resource(verb, group, resource, ns, name, sub);

        Assert.Equal(allowed, await IsAllowedAsync("system:node:n1", "system:nodes", asked));
        Assert.False(await IsAllowedAsync("system:node:n1", "others", asked));
        Assert.False(await IsAllowedAsync("jane", "system:nodes", asked));
    }

    [Theory]
    [InlineData("list", "", "secrets", "", "", "", "can only read namespaced object of this type")]
    [InlineData("create", "", "secrets", "a", "", "", "can only read resources of this type")]
    [InlineData("get", "", "configmaps", "a", "c", "status", "cannot read subresource")]
    [InlineData("list", "", "configmaps", "a", "", "", "No Object name found")]
    [InlineData("list", "", "persistentvolumes", "", "", "", "can only get individual resources of this type")]
    [InlineData("get", "", "persistentvolumes", "", "vol", "status", "cannot get subresource")]
    [InlineData("get", "", "persistentvolumeclaims", "a", "claim", "status", "can only get/update/patch this type")]
    [InlineData("list", "", "serviceaccounts", "a", "", "", "can only create tokens for individual service accounts")]
    [InlineData("create", "", "serviceaccounts", "a", "acc", "", "can only create token subresource of serviceaccount")]
    [InlineData("list", "coordination.k8s.io", "leases", "a", "", "", "can only get, create, update, patch, or delete a node lease")]
    [InlineData("get", "coordination.k8s.io", "leases", "a", "n1", "",
        "can only access leases in the \"kube-node-lease\" system namespace")]
    [InlineData("list", "storage.k8s.io", "csinodes", "", "", "", "can only get, create, update, patch, or delete a CSINode")]
    [InlineData("get", "storage.k8s.io", "csinodes", "", "n2", "", "can only access CSINode with the same name as the requesting node")]
    [InlineData("get", "resource.k8s.io", "resourceslices", "", "s1", "status", "cannot authorize ResourceSlice subresources")]
    [InlineData("list", "resource.k8s.io", "resourceslices", "", "", "",
        "can only list/watch/deletecollection resourceslices with nodeName field selector")]
    public async Task AuthorizeAsync_Refused_SaysWhyAsTheOriginal(
        string verb, string group, string resource, string ns, string name, string sub, string reason)
    {
        var decision = await DecideAsync("system:node:n1", "system:nodes", Resource(verb, group, resource, ns, name, sub));

        Assert.Equal((false, reason), (decision.IsAllowed, decision.Reason));
    }

    [Theory]
    [InlineData("spec.nodeName=n1", true)]
    [InlineData("spec.nodeName==n1,status.phase=Running", true)]
    [InlineData("spec.nodeName!=n1", false)]
    [InlineData("spec.nodeName=n2", false)]
    public async Task AuthorizeAsync_ListOfPods_NeedsItsOwnNodeName(string selector, bool allowed) =>
        Assert.Equal(allowed, await IsAllowedAsync(
            "system:node:n1", "system:nodes", Resource("list", "", "pods") with { Selectors = new SelectorAttributes(selector, null) }));

    ValueTask<NodeGraph> INodeObjects.GraphAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new NodeGraph(
        [PodNeeds.Of(Stored("a/p", Pod)), PodNeeds.Of(Stored("a/m", Mirror))]));

    ValueTask<StoredObject?> Orleans.KubeApi.Authentication.IObjectSource.FindAsync(
        GroupResource collection, string ns, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Objects.TryGetValue($"{collection.Resource} {StoredObject.KeyOf(ns, name)}", out var json)
            ? Stored(StoredObject.KeyOf(ns, name), json) : null);

    private async Task<bool> IsAllowedAsync(string user, string group, RequestAttributes asked) =>
        (await DecideAsync(user, group, asked)).IsAllowed;

    private async Task<AuthorizerDecision> DecideAsync(string user, string group, RequestAttributes asked)
    {
        var rules = BootstrapObjects().First(o => o.Resource == "clusterroles" && o.Object.Name == "system:node").Object.Parse();
        var authorizer = new NodeAuthorizer(this, PolicyRule.Of(rules));
        return await authorizer.AuthorizeAsync(User(user, group), asked, TestContext.Current.CancellationToken);
    }

    private static StoredObject Stored(string key, string json) => new(key, 1, System.Text.Encoding.UTF8.GetBytes(json));
}
