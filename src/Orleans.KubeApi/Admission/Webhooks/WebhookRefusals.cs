using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>The refusals around webhooks in the original's words and codes.</summary>
internal static class WebhookRefusals
{
    /// <summary>The webhook said no; its own code counts if it is one of an error.</summary>
    public static StatusException Denied(Webhook hook, ObjectNode? result)
    {
        var status = Status.FromNode(result ?? []);
        var code = CodeOf(result);
        var by = $"admission webhook {GoText.Quote(hook.Name)} denied the request";
        var message = status.Message.Length > 0 ? $"{by}: {status.Message}"
            : status.Reason.Length > 0 ? $"{by}: {status.Reason}"
            : $"{by} without explanation";
        return new StatusException(status with { Code = code, Message = message, Continue = null });
    }

    /// <summary>The code of a refusal: the webhook's own if it is one of an error, else 400.</summary>
    public static int CodeOf(ObjectNode? result) => result?.Integer("code") is { } given and >= 400 and < 600 ? (int)given : 400;

    /// <summary>A dry run would have effects.</summary>
    public static StatusException NoDryRun(Webhook hook) =>
        StatusErrors.BadRequest($"admission webhook {GoText.Quote(hook.Name)} does not support dry run");

    /// <summary>The call failed and the policy is Fail.</summary>
    public static StatusException Failed(Webhook hook, WebhookCallException failed) =>
        StatusErrors.Internal($"failed calling webhook {GoText.Quote(hook.Name)}: {failed.Message}");

    /// <summary>A patch where there is no object.</summary>
    public static StatusException NothingToPatch(Webhook hook) => StatusErrors.Internal(
        $"admission webhook {GoText.Quote(hook.Name)} attempted to modify the object, which is not supported for this operation");

    /// <summary>The request's time is over.</summary>
    public static StatusException OutOfTime() => StatusErrors.Timeout("request did not complete within requested timeout");
}
