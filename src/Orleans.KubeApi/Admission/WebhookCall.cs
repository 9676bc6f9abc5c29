namespace Orleans.KubeApi.Admission;

/// <summary>A call of a webhook, as metrics tell it.</summary>
/// <param name="Name">Of the webhook.</param>
/// <param name="Mutating">Which kind it is.</param>
/// <param name="Operation">What it was asked about.</param>
internal readonly record struct WebhookCall(string Name, bool Mutating, AdmissionOperation Operation);
