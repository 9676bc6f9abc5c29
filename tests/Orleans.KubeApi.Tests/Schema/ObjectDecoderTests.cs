using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public class ObjectDecoderTests
{
    [Theory]
    // Members in schema order, kind and apiVersion first; nothing given means nothing printed, except structs that are no pointers.
    [InlineData("core.v1.ConfigMap", """{"data":{"b":"2","a":"1"},"metadata":{"name":"x"},"apiVersion":"v1","kind":"ConfigMap"}""",
        """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"},"data":{"a":"1","b":"2"}}""")]
    [InlineData("core.v1.ConfigMap", """{}""", """{"metadata":{}}""")]
    [InlineData("core.v1.ConfigMap", """{"metadata":null,"data":null,"immutable":null}""", """{"metadata":{}}""")]
    [InlineData("core.v1.ConfigMap", """{"data":{},"immutable":false}""", """{"metadata":{},"immutable":false}""")]
    [InlineData("core.v1.ConfigMap", """{"data":{"a":null,"b":""}}""", """{"metadata":{},"data":{"a":"","b":""}}""")]
    [InlineData("core.v1.Service", """{"spec":{"ports":[{"port":80}]}}""",
        """{"metadata":{},"spec":{"ports":[{"port":80,"targetPort":0}]},"status":{"loadBalancer":{}}}""")]
    [InlineData("apps.v1.Deployment", """{"spec":{}}""",
        """{"metadata":{},"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}}""")]
    [InlineData("core.v1.Event", """{"involvedObject":{"name":"p"},"count":0}""",
        """{"metadata":{},"involvedObject":{"name":"p"},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null"""
        + ""","reportingComponent":"","reportingInstance":""}""")]
    [InlineData("rbac.v1.Role", """{"rules":[]}""", """{"metadata":{},"rules":null}""")]
    [InlineData("rbac.v1.Role", """{"rules":[{"verbs":[]}]}""", """{"metadata":{},"rules":[{"verbs":null}]}""")]
    [InlineData("core.v1.ObjectFieldSelector", """{}""", """{"fieldPath":""}""")]
    [InlineData("core.v1.ResourceFieldSelector", """{"resource":"limits.cpu"}""", """{"resource":"limits.cpu","divisor":"0"}""")]
    // Pointers tell zero and absent apart.
    [InlineData("core.v1.PodSpec", """{"containers":[],"terminationGracePeriodSeconds":0,"hostNetwork":false,"priority":null}""",
        """{"containers":null,"terminationGracePeriodSeconds":0}""")]
    [InlineData("core.v1.Volume", """{"name":"v","emptyDir":{}}""", """{"name":"v","emptyDir":{}}""")]
    // Null elements are zero values.
    [InlineData("core.v1.PodSpec", """{"containers":[null,{"name":"a"}]}""",
        """{"containers":[{"name":"","resources":{}},{"name":"a","resources":{}}]}""")]
    [InlineData("meta.ObjectMeta", """{"finalizers":["a",null]}""", """{"finalizers":["a",""]}""")]
    // Times.
    [InlineData("meta.ObjectMeta", """{"creationTimestamp":"2024-05-06T07:08:09.75+02:00"}""",
        """{"creationTimestamp":"2024-05-06T05:08:09Z"}""")]
    [InlineData("meta.ObjectMeta", """{"creationTimestamp":null,"deletionTimestamp":"0001-01-01T00:00:00Z"}""", """{}""")]
    [InlineData("core.v1.PodCondition", """{"type":"Ready","status":"True","lastProbeTime":null}""",
        """{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":null}""")]
    [InlineData("coordination.v1.LeaseSpec", """{"renewTime":"2024-05-06T07:08:09.123456Z"}""",
        """{"renewTime":"2024-05-06T07:08:09.123456Z"}""")]
    // Numbers, quantities, either-or.
    [InlineData("core.v1.ResourceRequirements", """{"limits":{"memory":"1024Mi","cpu":0.1},"requests":{"cpu":"1000m","x/y":2}}""",
        """{"limits":{"cpu":"100m","memory":"1Gi"},"requests":{"cpu":"1","x/y":"2"}}""")]
    [InlineData("meta.ObjectMeta", """{"generation":9007199254740993}""", """{"generation":9007199254740993}""")]
    [InlineData("core.v1.HTTPGetAction", """{"port":"http"}""", """{"port":"http"}""")]
    [InlineData("core.v1.HTTPGetAction", """{"port":8080}""", """{"port":8080}""")]
    [InlineData("core.v1.Secret", """{"data":{"a":"aGk=","b":"aG\nk=","c":"aGl=","d":null,"e":""}}""",
        """{"metadata":{},"data":{"a":"aGk=","b":"aGk=","c":"aGk=","d":"","e":""}}""")]
    // Any JSON stays as it is; where it holds schemas, these are decoded.
    [InlineData("apps.v1.ControllerRevision", """{"data":{"b":[1.0,null],"a":{}},"revision":1}""",
        """{"metadata":{},"data":{"b":[1.0,null],"a":{}},"revision":1}""")]
    [InlineData("apps.v1.ControllerRevision", """{}""", """{"metadata":{},"data":null,"revision":0}""")]
    [InlineData("apiextensions.JSONSchemaProps",
        """{"properties":{"a":{"items":{"type":"string","nonsense":1},"minimum":1.50}},"additionalProperties":true}""",
        """{"properties":{"a":{"minimum":1.5,"items":{"type":"string"}}},"additionalProperties":true}""")]
    public void Decode_ValidJson_IsCanonical(string type, string json, string expected)
    {
        var result = Decode(type, json);
        Assert.Equal(expected, result.Object.ToString());
        Assert.Equal(expected, ObjectDecoder.Canonicalize(result.Object, TypeOf(type)).Object.ToString());
    }

    [Fact]
    public void Decode_ZeroStructThatIsOmittedWhenZero_IsLeftOut() => Assert.Equal(
        """{"metadata":{"name":"n"},"spec":{"drivers":null}}""",
        ObjectDecoder.Decode("""{"metadata":{"name":"n"},"spec":{"drivers":null},"status":{}}"""u8,
            TypeLibrary.BuiltIn.Find("io.k8s.api.storage.v1.CSINode")!).Object.ToString());

    [Fact]
    public void Decode_UnknownFields_AreDroppedAndReportedInOrder()
    {
        var result = Decode("apps.v1.Deployment", """
            {"spec":{"replicaz":2,"Replicas":3,"template":{"metadata":{"color":"red"},
            "spec":{"containers":[{"name":"a"},{"name":"b","imaje":{"deep":[1]}}]}}},"extra":[{}],"metadata":{"labels":{"a":"1"}}}
            """);
        Assert.Equal(
            [
                "unknown field \"spec.replicaz\"", "unknown field \"spec.Replicas\"", "unknown field \"spec.template.metadata.color\"",
                "unknown field \"spec.template.spec.containers[1].imaje\"", "unknown field \"extra\"",
            ],
            result.Problems);
        Assert.DoesNotContain("imaje", result.Object.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_DuplicateFields_AreReportedAndMerge()
    {
        var result = Decode("core.v1.ConfigMap", """
            {"metadata":{"name":"d","labels":{"a":"1","a":"2"}},"data":{"x":"1","x":"2"},"data":{"y":"3"},"metadata":{"uid":"u"}}
            """);
        Assert.Equal(
            [
                "duplicate field \"metadata.labels.a\"", "duplicate field \"data.x\"", "duplicate field \"data\"",
                "duplicate field \"metadata\"",
            ],
            result.Problems);
        Assert.Equal("""{"metadata":{"name":"d","uid":"u","labels":{"a":"2"}},"data":{"x":"2","y":"3"}}""", result.Object.ToString());
    }

    [Fact]
    public void Decode_ManyUnknownFields_ReportsTheFirstHundred()
    {
        var json = "{" + string.Join(",", Enumerable.Range(0, 300).Select(i => $"\"f{i}\":1")) + "}";
        Assert.Equal(100, Decode("core.v1.ConfigMap", json).Problems.Count);
    }

    [Fact]
    public void Decode_EscapedFieldName_IsFound()
    {
        var result = Decode("core.v1.ConfigMap", """{"met\u0061data":{"n\u0061me":"x"}}""");
        Assert.Equal("""{"metadata":{"name":"x"}}""", result.Object.ToString());
    }

    [Theory]
    [InlineData("core.v1.ConfigMap", """{"metadata":[]}""",
        "json: cannot unmarshal array into Go struct field ConfigMap.metadata of type v1.ObjectMeta")]
    [InlineData("core.v1.ConfigMap", """{"metadata":"x"}""",
        "json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta")]
    [InlineData("core.v1.ConfigMap", """{"metadata":{"name":5}}""",
        "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string")]
    [InlineData("core.v1.ConfigMap", """{"metadata":{"labels":{"x":1}}}""",
        "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("core.v1.ConfigMap", """{"data":["a"]}""",
        "json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string")]
    [InlineData("core.v1.ConfigMap", """{"data":"a"}""",
        "json: cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string")]
    [InlineData("core.v1.ConfigMap", """{"data":{"a":1}}""",
        "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData("core.v1.ConfigMap", """{"immutable":"yes"}""",
        "json: cannot unmarshal string into Go struct field ConfigMap.immutable of type bool")]
    [InlineData("core.v1.ConfigMap", """[]""", "json: cannot unmarshal array into Go value of type v1.ConfigMap")]
    [InlineData("core.v1.ConfigMap", """{"metadata":{"creationTimestamp":"yesterday"}}""",
        "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"")]
    [InlineData("apps.v1.Deployment", """{"spec":{"replicas":"3"}}""",
        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apps.v1.Deployment", """{"spec":{"replicas":2147483648}}""",
        "json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apps.v1.Deployment", """{"spec":{"replicas":1.5}}""",
        "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apps.v1.Deployment", """{"spec":{"replicas":1e999}}""",
        "json: cannot unmarshal number 1e999 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apps.v1.Deployment", """{"spec":{"template":{"spec":{"containers":[{"name":"a","ports":[{"containerPort":true}]}]}}}}""",
        "json: cannot unmarshal bool into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32")]
    [InlineData("core.v1.PodSpec", """{"containers":{}}""",
        "json: cannot unmarshal object into Go struct field PodSpec.containers of type []v1.Container")]
    [InlineData("core.v1.PodSpec", """{"restartPolicy":1}""",
        "json: cannot unmarshal number into Go struct field PodSpec.restartPolicy of type v1.RestartPolicy")]
    [InlineData("core.v1.Secret", """{"data":{"a":"1"}}""", "illegal base64 data at input byte 0")]
    [InlineData("core.v1.ResourceRequirements", """{"limits":{"cpu":"much"}}""",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("coordination.v1.LeaseSpec", """{"renewTime":"yesterday"}""",
        "parsing time \"yesterday\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"yesterday\" as \"2006\"")]
    // The first error counts, whatever comes behind it.
    [InlineData("core.v1.ConfigMap", """{"immutable":1,"metadata":[]}""",
        "json: cannot unmarshal number into Go struct field ConfigMap.immutable of type bool")]
    public void Decode_WrongValue_FailsWithGoText(string type, string json, string expected) =>
        Assert.Equal(expected, Assert.Throws<DecodeException>(() => Decode(type, json)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("""{"metadata":{"name":"a",}}""")]
    public void Decode_BrokenJson_Throws(string json) => Assert.ThrowsAny<JsonException>(() => Decode("core.v1.ConfigMap", json));

    [Theory]
    [InlineData("{\"data\":", "}")]
    [InlineData("{\"spec\":{\"versions\":[{\"schema\":{\"openAPIV3Schema\":", "}}]}}")]
    public void Decode_DeepNesting_NeverOverflowsTheStack(string before, string after)
    {
        var deep = before + string.Concat(Enumerable.Repeat("{\"not\":", 50_000)) + "{}" + new string('}', 50_000) + after;
        var any = before.StartsWith("{\"data", StringComparison.Ordinal);
        var type = any ? "apps.v1.ControllerRevision" : "apiextensions.CustomResourceDefinition";
        Assert.ThrowsAny<JsonException>(() => Decode(type, deep));
        // A recursive type within the limit, on the stack of a pool's thread: read or refused, but alive.
        var legal = before + string.Concat(Enumerable.Repeat("{\"not\":", 9_000)) + "{}" + new string('}', 9_000) + after;
        var thread = new Thread(() => Record.Exception(() => Decode(type, legal)), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
    }

    private static DecodeResult Decode(string type, string json) => ObjectDecoder.Decode(Encoding.UTF8.GetBytes(json), TypeOf(type));

    private static TypeSchema TypeOf(string name)
    {
        var full = name.StartsWith("meta.", StringComparison.Ordinal) ? $"io.k8s.apimachinery.pkg.apis.meta.v1.{name[5..]}"
            : name.StartsWith("apiextensions.", StringComparison.Ordinal)
                ? $"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.{name[14..]}"
            : $"io.k8s.api.{name}";
        return TypeLibrary.BuiltIn.Find(full) ?? throw new ArgumentException($"no type {full}");
    }
}
