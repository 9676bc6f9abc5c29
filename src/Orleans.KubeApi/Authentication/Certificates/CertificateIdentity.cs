namespace Orleans.KubeApi.Authentication.Certificates;

/// <summary>What a client certificate is worth, apart from the time: computed once per connection and set of authorities.</summary>
/// <param name="User">The user it names; null if it has no common name, or leads to no authority of clients.</param>
/// <param name="IsClient">Leads to an authority of clients and is well-formed.</param>
/// <param name="IsProxy">Leads to an authority of front proxies.</param>
/// <param name="CommonName">Its common name.</param>
/// <param name="NotBefore">Start of its validity.</param>
/// <param name="NotAfter">End of its validity.</param>
internal sealed record CertificateIdentity(
    UserInfo? User, bool IsClient, bool IsProxy, string CommonName, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
