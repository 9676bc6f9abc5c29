using System.Buffers;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>Writes AdmissionReviews. The two versions differ only in their name.</summary>
internal static class ReviewWriter
{
    /// <summary>The review of a request for one webhook.</summary>
    /// <param name="request">The request.</param>
    /// <param name="call">The webhook and the version it wants.</param>
    /// <param name="uid">Id of the call.</param>
    /// <param name="tree">The object in that version; null if there is none.</param>
    /// <param name="old">The object before in that version; null if there is none.</param>
    public static byte[] Write(AdmissionRequest request, Invocation call, string uid, ObjectNode? tree, ObjectNode? old)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = Node.NewWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", "AdmissionReview");
            json.WriteString("apiVersion", "admission.k8s.io/" + call.Hook.ReviewVersion);
            json.WriteStartObject("request");
            json.WriteString("uid", uid);
            WriteNames(json, request, call);
            WriteUser(json, request);
            WriteNode(json, "object", tree);
            WriteNode(json, "oldObject", old);
            json.WriteBoolean("dryRun", request.DryRun);
            WriteNode(json, "options", request.Options?.ToNode());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteNames(Utf8JsonWriter json, AdmissionRequest request, Invocation call)
    {
        WriteKind(json, "kind", call.Target.Kind);
        WriteResource(json, "resource", call.Target);
        WriteIfAny(json, "subResource", request.Subresource);
        WriteKind(json, "requestKind", request.Kind);
        WriteResource(json, "requestResource", WebhookMatcher.TargetOf(request));
        WriteIfAny(json, "requestSubResource", request.Subresource);
        WriteIfAny(json, "name", request.Name);
        WriteIfAny(json, "namespace",
            request.Namespace.Length == 0 && request.Resource is { Group: "", Resource: "namespaces" } ? request.Name : request.Namespace);
        json.WriteString("operation", WebhookMatcher.NameOf(request.Operation));
    }

    private static void WriteUser(Utf8JsonWriter json, AdmissionRequest request)
    {
        json.WriteStartObject("userInfo");
        WriteIfAny(json, "username", request.User.Name);
        WriteIfAny(json, "uid", request.User.Uid);
        WriteTexts(json, "groups", request.User.Groups);
        if (request.User.Extra.Count > 0)
        {
            json.WriteStartObject("extra");
            foreach (var (name, values) in request.User.Extra)
            {
                WriteTexts(json, name, values);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteKind(Utf8JsonWriter json, string name, GroupVersionKind kind)
    {
        json.WriteStartObject(name);
        json.WriteString("group", kind.Group);
        json.WriteString("version", kind.Version);
        json.WriteString("kind", kind.Kind);
        json.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter json, string name, ReviewTarget target)
    {
        json.WriteStartObject(name);
        json.WriteString("group", target.Group);
        json.WriteString("version", target.Version);
        json.WriteString("resource", target.Resource);
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, string name, ObjectNode? node)
    {
        json.WritePropertyName(name);
        if (node is null)
        {
            json.WriteNullValue();
        }
        else
        {
            node.WriteTo(json);
        }
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }
}
