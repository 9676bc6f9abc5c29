using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Jwt;
using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Schema.Cel;

namespace Orleans.KubeApi.Tests.Fuzz;

/// <summary>Every parser that reads what a client, or an operator, wrote.</summary>
internal static class FuzzTargets
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"b":"c"}},"data":{"k":"v"}}""";

    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","creationTimestamp":"2024-01-02T03:04:05Z","finalizers":["a/b"]},
        "spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"TCP"}],
        "resources":{"limits":{"cpu":"1500m","memory":"1.5Gi"}},"env":[{"name":"A","value":"b"}]}],"tolerations":[{"key":"x"}]}}
        """;

    private const string Yaml =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: &l {b: c}}\ndata:\n  k: |\n    text\n  x: *l\n  <<: [*l]\n"
        + "  'q': \"\\u0041\\n\"\n  ? [1, 2]\n  : 0x1F\n  t: 2001-01-01\n  n: ~\n  f: .inf\n---\nb: 1\n...\n";

    private static readonly ResourceCatalog Catalog = BuiltInCatalog.Load();
    private static readonly TypeSchema PodType = Catalog.Types.First(t => t.Kind.Kind == "Pod").Schema;
    private static readonly CelEnvironment Cel = new();
    private static readonly Type[] Never = [];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. Bodies(), .. Patches(), .. Requests(), .. Values(), .. Credentials(), .. Files(),
    ];

    private static IEnumerable<FuzzTarget> Bodies() =>
    [
        new("json", i => RoundTrip(NodeReader.Parse(i)), [typeof(JsonException)], [Map, Pod, "[1e5,-0.1,null,true,\"\\ud83d\\ude00\"]"]),
        new("yaml", i => YamlWriter.Write(YamlReader.Read(i, _ => { })), [typeof(YamlTextException)], [Yaml, Map, "a: &a [*a]", "- - - x"]),
        new("decode-pod", i => ObjectDecoder.Decode(i, PodType).Object.ToUtf8(), [typeof(DecodeException), typeof(JsonException)],
            [Pod, Map]),
        new("body", i => BodyDecoder.Decode(new WriteRequest
        {
            Group = "", Version = "v1", Resource = "pods", Verb = WriteVerb.Create, Body = i, User = UserInfo.ApiServer,
        }, Catalog.Types.First(t => t.Kind.Kind == "Pod"), []), [typeof(StatusException)], [Pod, Map]),
        new("protobuf", i =>
        {
            var envelope = ProtobufEnvelope.Open(i);
            ProtobufReader.Decode(envelope.Raw, PodType).ToUtf8();
        }, [typeof(DecodeException)], [Encoding.Latin1.GetString(ProtobufPod())]),
        new("protobuf-message", i => ProtobufReader.Decode(i, PodType).ToUtf8(), [typeof(DecodeException)],
            [Encoding.Latin1.GetString(ProtobufPod()), "\u0012\u0004\u000a\u0002\u0008\u0001"]),
    ];

    private static IEnumerable<FuzzTarget> Patches() =>
    [
        new("json-patch", i => JsonPatch.Apply(NodeReader.Parse(Encoding.UTF8.GetBytes(Pod)), i), [typeof(StatusException)],
        [
            """[{"op":"add","path":"/metadata/labels/a~1b","value":"x"},{"op":"remove","path":"/spec/containers/0"}]""",
            """[{"op":"copy","from":"/spec","path":"/x"},{"op":"move","from":"/x","path":"/y/-"},{"op":"test","path":"","value":{}}]""",
            """[{"op":"replace","path":"/metadata/finalizers/-1","value":null}]""",
        ]),
        new("merge-patch", i => MergePatch.Apply(NodeReader.Parse(Encoding.UTF8.GetBytes(Pod)), Object(i)).ToUtf8(),
            [typeof(JsonException)], ["""{"spec":{"containers":null,"x":{"y":null}},"metadata":{"name":"z"}}"""]),
        new("strategic-patch", i =>
        {
            var pod = (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(Pod));
            StrategicMergePatch.Apply(pod, Object(i), PodType).ToUtf8();
        }, [typeof(JsonException), typeof(StatusException)],
        [
            """{"spec":{"containers":[{"name":"c","image":"j"},{"$patch":"delete","name":"d"}]}}""",
            """{"spec":{"$setElementOrder/containers":[{"name":"c"}]}}""",
            """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a/b"],"finalizers":["c/d"]},"spec":{"$retainKeys":["containers"]}}""",
            """{"spec":{"$patch":"replace","containers":[]},"$patch":"merge"}""",
        ]),
        new("managed-fields", i => ManagedSet.FromNode(Object(i).Array("managedFields")), [typeof(JsonException), typeof(FormatException)],
        [
            """
            {"managedFields":[{"manager":"m","operation":"Apply","apiVersion":"v1","time":"2024-01-01T00:00:00Z","fieldsType":"FieldsV1",
            "fieldsV1":{"f:data":{".":{},"f:k":{}},"f:spec":{"k:{\"name\":\"c\"}":{"v:1":{},"i:2":{}}}}}]}
            """,
        ]),
    ];

    private static IEnumerable<FuzzTarget> Requests() =>
    [
        new("target", i =>
        {
            if (RequestTarget.Parse(Encoding.Latin1.GetString(i)) is { } target)
            {
                RequestInfo.Of("GET", target);
                RequestInfo.Of("DELETE", target);
            }
        }, Never,
        [
            "/api/v1/namespaces/a/pods/b/status?watch=1", "/apis/apps/v1/watch/deployments?fieldSelector=metadata.name%3Dx", "//%2e%2e/%zz",
        ]),
        new("query", i => ListOptions.Parse(new QueryParameters(Encoding.Latin1.GetString(i)), isWatch: true), [typeof(StatusException)],
            ["watch=1&resourceVersion=5&timeoutSeconds=3", "limit=1&continue=abc&labelSelector=a%20in%20(b)&sendInitialEvents=true"]),
        new("write-query", i => WriteOptions.Parse(new QueryParameters(Encoding.Latin1.GetString(i)), "kubectl/v1 (x)", "create"),
            [typeof(StatusException)], ["dryRun=All&fieldManager=m&fieldValidation=Strict", "force=true&dryRun=x;y"]),
        new("delete-options", i => DeleteOptions.Parse(QueryParameters.Empty, i), [typeof(StatusException)],
            ["""{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":5,"preconditions":{"uid":"x"},"orphanDependents":true}"""]),
        new("accept", i => AcceptHeader.Parse(Encoding.Latin1.GetString(i)), [typeof(StatusException)],
            ["application/json;as=Table;v=v1;g=meta.k8s.io,application/json;q=0.5", "application/vnd.kubernetes.protobuf, */*;q=\"1\""]),
        new("label-selector", i => LabelSelector.Parse(Encoding.UTF8.GetString(i)), [typeof(StatusException)],
            ["a=b,c!=d,e in (f,g),h notin (i),j,!k,l>5", "x.io/y==z"]),
        new("field-selector", i => FieldSelector.Parse(Encoding.UTF8.GetString(i)), [typeof(StatusException)],
            ["metadata.name=a\\,b,status.phase!=Running,x==y\\\\"]),
        new("continue", i => ContinueToken.Decode(Encoding.Latin1.GetString(i)), [typeof(StatusException)],
            [ContinueToken.Encode("ns", "ns/a\0", 5), "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"]),
    ];

    private static IEnumerable<FuzzTarget> Values() =>
    [
        new("quantity", i =>
        {
            if (Quantity.TryParse(Encoding.UTF8.GetString(i), out var value, out _))
            {
                value.ToString();
                value.CompareTo(new Quantity(1, 0, QuantityFamily.Decimal));
            }
        }, Never, ["1500m", "1.5Gi", "1e3", "-.5E-9", "9223372036854775807Ei", "1e999999999", "0.0000000001n"]),
        new("time", i => GoTime.TryParse(Encoding.UTF8.GetString(i), micro: i.Length % 2 == 0, out _, out _), Never,
            ["2024-01-02T03:04:05Z", "2024-02-30T25:61:61.123456789+99:99"]),
        new("duration", i => RequestTimeout.Seconds(Encoding.UTF8.GetString(i)), Never, ["1h2m3.5s", "-1.5ms", "1us2µs"]),
        new("cel", i => CelCompilation.Compile(Encoding.UTF8.GetString(i), Cel), Never,
        [
            "object.spec.replicas <= 5 && has(self.x) ? [1,2u,3.5] : {'a': b\"c\"}",
            "self.list.all(x, x.startsWith('a') || x.matches(\"^[a-z]+$\")) && !(1 in [2])", "-1 - -2 % 3 == r'\\n' + \"\"\"x\"\"\"",
        ]),
        new("json-path", i => JsonPathText.Read(Encoding.UTF8.GetBytes(Pod), Encoding.UTF8.GetString(i)), Never, ["spec.nodeName", "a..b"]),
    ];

    private static IEnumerable<FuzzTarget> Credentials() =>
    [
        new("jwt", i =>
        {
            if (JwtText.Parse(Encoding.Latin1.GetString(i)) is { } token && JwtText.Payload(token) is { } payload)
            {
                LegacyClaims.Read(payload);
            }
        }, Never,
        [
            Token("""{"alg":"RS256","kid":"k"}""", """{"iss":"x","sub":"system:serviceaccount:a:b","aud":["y"],"exp":9999999999}"""),
            Token("""{"alg":"none"}""", """{"kubernetes.io/serviceaccount/namespace":"a"}"""), "a.b.c",
        ]),
        new("bearer", i => BearerToken.Of(Encoding.Latin1.GetString(i)).ToString(), Never, ["Bearer abc", "bearer  x"]),
    ];

    private static IEnumerable<FuzzTarget> Files() =>
    [
        new("token-file", i => TokenFile.Parse(Encoding.UTF8.GetString(i)), [typeof(FormatException)],
            ["tok,user,uid,\"a,b\"\n# x\n\"q\"\"t\",u,i\n"]),
        new("audit-policy", i => AuditPolicyReader.Read(YamlReader.Read(i)), [typeof(YamlTextException), typeof(FormatException)],
            ["apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n- level: Metadata\n  verbs: [get]\n"
                + "  resources:\n  - group: ''\n    resources: ['pods/log', '*']\n- level: None\n  nonResourceURLs: ['/x*']\n"]),
    ];

    private static void RoundTrip(Node node)
    {
        var text = node.ToUtf8();
        if (!NodeReader.Parse(text).ToUtf8().AsSpan().SequenceEqual(text))
        {
            throw new InvalidOperationException("the written text reads as something else");
        }
    }

    private static ObjectNode Object(byte[] json) => NodeReader.Parse(json) as ObjectNode ?? throw new JsonException("not an object");

    private static byte[] ProtobufPod()
    {
        var pod = ObjectDecoder.Decode(Encoding.UTF8.GetBytes(Pod), PodType).Object;
        return new ProtobufEnvelopeWriter(new GroupVersionKind("", "v1", "Pod")).Wrap(ProtobufWriter.Write(pod.ToUtf8(), PodType));
    }

    private static string Token(string header, string payload) => $"{Base64(header)}.{Base64(payload)}.{Base64("signature")}";

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
