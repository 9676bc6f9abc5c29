using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;
using static Orleans.KubeApi.ClusterTests.Support.Repeated;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>
/// Objects that are ordinary but for one list of many thousand elements, which no check may compare pair by pair, and whose errors and
/// warnings are not all told. Alone, since they measure what the server spends.
/// </summary>
[Collection(MeasuredServerCollection.Name)]
public sealed class LongListTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private const int Many = 30_000;

    private static readonly Dictionary<string, (string Resource, string Body, int[] Codes)> _lists = new()
    {
        ["equal ports"] = Pod("", "\"ports\":[" + Join(Many, _ => """{"containerPort":1}""") + "]", 201),
        ["ports of the host"] = Pod("", "\"ports\":[" + Join(Many, i => $$"""{"containerPort":1,"hostPort":{{i + 1}}}""") + "]", 201),
        ["mounts and devices"] = Pod("",
            "\"volumeMounts\":[" + Join(Many, i => $$"""{"name":"v{{i}}","mountPath":"/a{{i}}"}""") + "],"
                + "\"volumeDevices\":[" + Join(Many, i => $$"""{"name":"w{{i}}","devicePath":"/b{{i}}"}""") + "]", 422),
        ["paths apart"] = Items(i => $"a{i}"),
        ["equal paths"] = Items(_ => "a"),
        ["paths in a folder"] = Items(i => i == 0 ? "a" : $"a/{i}"),
        ["a folder over paths"] = Items(i => i < Many / 2 ? "a" : $"a/{i}"),
        ["sources without anything"] = Pod(
            "\"volumes\":[{\"name\":\"v\",\"projected\":{\"sources\":[" + Join(Many, _ => "{}") + "]}}],", "", 201),
        ["label keys of a term"] = Pod(
            "\"affinity\":{\"podAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":[{"
                + "\"topologyKey\":\"a\",\"labelSelector\":{},"
                + "\"matchLabelKeys\":[" + Join(Many, i => $"\"a{i}\"") + "],\"mismatchLabelKeys\":[" + Join(Many, i => $"\"b{i}\"")
                + "]}]}},", "", 201),
        ["empty variables"] = Pod("", "\"env\":[" + Join(8 * Many, _ => "{}") + "]", 422),
        ["ports of a service"] = ("api/v1/namespaces/default/services",
            """{"metadata":{"name":"x"},"spec":{"type":"NodePort","ports":[""" + Join(Many, i => $$"""{"name":"a{{i}}","port":{{i + 1}}}""")
                + "]}}", [201]),
        ["families of a service"] = ("api/v1/namespaces/default/services",
            """{"metadata":{"name":"x"},"spec":{"ports":[{"port":1}],"ipFamilies":[""" + Join(Many, i => $"\"a{i}\"") + "]}}", [422]),
        ["ports of addresses"] = ("api/v1/namespaces/default/endpoints",
            """{"metadata":{"name":"x"},"subsets":[{"addresses":[""" + Join(Many, i => $$"""{"ip":"1.1.{{i / 250}}.{{i % 250}}"}""")
                + "],\"ports\":[" + Join(Many, i => $$"""{"name":"a{{i}}","port":{{i + 1}}}""") + "]}]}", [201]),
        ["owners"] = ("api/v1/namespaces/default/configmaps",
            """{"metadata":{"name":"x","ownerReferences":["""
                + Join(Many, i => $$"""{"apiVersion":"v1","kind":"Pod","name":"a","uid":"{{i}}"}""") + "]}}", [201]),
        ["topologies"] = ("apis/storage.k8s.io/v1/storageclasses",
            """{"metadata":{"name":"x"},"provisioner":"a","allowedTopologies":["""
                + Join(Many, i => $$"""{"matchLabelExpressions":[{"key":"a","values":["{{i}}"]}]}""") + "]}", [201]),
        ["scopes and amounts"] = ("api/v1/namespaces/default/resourcequotas",
            """{"metadata":{"name":"x"},"spec":{"scopes":[""" + Join(Many, _ => "\"BestEffort\"") + "],\"hard\":{"
                + Join(Many, i => $"\"count/a{i}\":1") + "}}}", [201]),
        ["an endless or"] = Policy("", string.Join("||", Enumerable.Repeat("true", 400_000)), 422),
        ["a long or"] = Policy("", string.Join("||", Enumerable.Repeat("true", 16_000)), 201),
        ["a long sum"] = Policy("", string.Join('+', Enumerable.Repeat("1", 49_000)) + "==1", 422),
        ["variables of a policy"] = Policy(
            "\"variables\":[" + Join(5_000, i => $$"""{"name":"a{{i}}","expression":"1"}""") + "],", "variables.a9==1", 201),
    };

    public static TheoryData<string> Lists => [.. _lists.Keys];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task S22_LongList_CostsLittleAndIsAnswered(string what)
    {
        var (resource, body, codes) = _lists[what];
        var path = $"/{resource.Replace("namespaces/default", $"namespaces/{Namespace}", StringComparison.Ordinal)}?dryRun=All";
        await Spending.IsSmallAsync(Embedded.Server, what, () => Client.PostAsync(path, body, Cancellation), codes);
        (await GetAsync("?limit=1")).MustBe(200);
    }

    private static (string, string, int[]) Pod(string spec, string container, int code) => ("api/v1/namespaces/default/pods",
        """{"metadata":{"name":"x"},"spec":{"automountServiceAccountToken":false,""" + spec
            + "\"containers\":[{\"name\":\"c\",\"image\":\"i\""
            + (container.Length == 0 ? "" : "," + container) + "}]}}", [code]);

    private static (string, string, int[]) Items(Func<int, string> path) => Pod(
        "\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"m\",\"items\":["
            + Join(Many, i => $$"""{"key":"k","path":"{{path(i)}}"}""") + "]}}],", "", 201);

    private static (string, string, int[]) Policy(string spec, string expression, int code) =>
        ("apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
        """
        {"metadata":{"name":"x"},"spec":{"matchConstraints":{"resourceRules":[{"operations":["CREATE"],"apiGroups":["x.y"],
        "apiVersions":["v1"],"resources":["a"]}]},
        """ + spec + "\"validations\":[{\"expression\":\"" + expression + "\"}]}}", [code]);
}
