namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>A webhook that wants to see a request, and in which version.</summary>
internal sealed record Invocation(Webhook Hook, ReviewTarget Target);
