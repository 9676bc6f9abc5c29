namespace Orleans.KubeApi.Admission;

/// <summary>
/// A plug-in that may have to wait for something outside: a webhook, another grain, a decision of an authorizer. The chain calls the
/// asynchronous passes instead of the others.
/// </summary>
/// <remarks>
/// Return a completed task where there is nothing to wait for. Before anything with an effect outside, or a wait, take
/// <see cref="AdmissionRequest.BeforeWait"/>: it ends runs whose result can't count. The object's grain goes on with other writes
/// while a plug-in waits; when the object moved meanwhile, the operation runs again from its start and the plug-in is asked again.
/// Stay on the caller's scheduler (no <c>ConfigureAwait(false)</c>): the trees belong to the grain.
/// </remarks>
internal interface IWaitingAdmissionPlugin : IAdmissionPlugin
{
    /// <summary>The mutating pass.</summary>
    ValueTask MutateAsync(AdmissionRequest request);

    /// <summary>The validating pass.</summary>
    ValueTask ValidateAsync(AdmissionRequest request);

    /// <inheritdoc/>
    void IAdmissionPlugin.Mutate(AdmissionRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    void IAdmissionPlugin.Validate(AdmissionRequest request) => throw new NotSupportedException();
}
