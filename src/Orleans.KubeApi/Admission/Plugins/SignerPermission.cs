using Orleans.KubeApi.Authorization;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>Who may approve, sign or attest for a signer: a verb on the made-up resource <c>signers</c> of certificates.k8s.io.</summary>
internal static class SignerPermission
{
    /// <summary>Whether the writer may, for this signer or for all of its domain.</summary>
    public static async ValueTask<bool> IsGrantedAsync(AdmissionRequest request, string verb, string signer)
    {
        var domain = signer.Split('/')[0];
        return await IsAllowedAsync(request, verb, signer) || await IsAllowedAsync(request, verb, domain + "/*");
    }

    private static async ValueTask<bool> IsAllowedAsync(AdmissionRequest request, string verb, string name)
    {
        var attributes = new RequestAttributes
        {
            IsResource = true,
            Verb = verb,
            Path = "",
            Group = "certificates.k8s.io",
            Version = "*",
            Resource = "signers",
            Name = name,
        };
        var asking = request.Authorizer.AuthorizeAsync(request.User, attributes, CancellationToken.None);
        var answer = asking.IsCompletedSuccessfully ? asking.Result : await asking.AsTask().WaitAsync(request.BeforeWait());
        return answer.IsAllowed;
    }
}
