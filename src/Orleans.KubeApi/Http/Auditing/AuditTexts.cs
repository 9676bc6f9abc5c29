using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Auditing;

/// <summary>Parts of audit events in the original's words.</summary>
internal static class AuditTexts
{
    private const int MaxUserAgent = 1024;

    /// <summary>The client's name for itself, cut when it is too long.</summary>
    public static string UserAgent(HttpRequest request)
    {
        var text = request.Headers.UserAgent.ToString();
        return text.Length > MaxUserAgent ? text[..MaxUserAgent] + "...TRUNCATED" : text;
    }

    /// <summary>What the request is about: its path, completed by the object it sends.</summary>
    public static AuditObjectReference Reference(RequestInfo info, Node? sent)
    {
        var metadata = (sent as ObjectNode)?.Object("metadata");
        return new AuditObjectReference(
            info.Resource,
            info.Namespace.Length > 0 ? info.Namespace : metadata?.Text("namespace") ?? "",
            info.Name.Length > 0 ? info.Name : metadata?.Text("name") ?? "",
            metadata?.Text("uid") ?? "",
            info.Group,
            info.Version,
            metadata?.Text("resourceVersion") ?? "",
            info.Subresource);
    }

    /// <summary>A refusal as <c>responseStatus</c>.</summary>
    public static ObjectNode Status(Status refusal) => Status(refusal.ToNode(), refusal.Code);

    /// <summary>A Status object as <c>responseStatus</c>: without kind and version, always with the code.</summary>
    public static ObjectNode Status(ObjectNode status, int code)
    {
        var shown = new ObjectNode { { "metadata", new ObjectNode() } };
        foreach (var name in new[] { "status", "message", "reason", "details" })
        {
            if (status[name] is { } value)
            {
                shown.Set(name, value);
            }
        }

        shown.Set("code", code);

        return shown;
    }

    /// <summary>The client went away before anything was answered.</summary>
    public static ObjectNode ClosedEarly() => new()
    {
        { "metadata", new ObjectNode() },
        { "status", "Success" },
        { "message", "Connection closed early" },
        { "code", 200 },
    };

    /// <summary>How somebody who wasn't let in tried to prove who he is; never with what.</summary>
    public static string AttemptedMethods(HttpContext http)
    {
        var methods = new List<string>();
        var authorization = http.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            methods.Add("basic");
        }

        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            methods.Add("bearer");
        }

        if (http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is not null)
        {
            methods.Add("x509");
        }

        return methods.Count > 0
            ? $"Authentication failed, attempted: {string.Join(", ", methods)}"
            : "Authentication failed, no credentials provided";
    }
}
