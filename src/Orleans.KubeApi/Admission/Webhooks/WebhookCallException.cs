namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>A webhook could not be asked, or its answer isn't one; the failure policy decides. The text never holds a body or a
/// token.</summary>
internal sealed class WebhookCallException(string text, int code = 503) : Exception(text)
{
    /// <summary>The HTTP code that the webhook answered; 503 if it answered none.</summary>
    public int Code => code;
}
