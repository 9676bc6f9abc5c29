namespace Orleans.KubeApi.Hosting.Certificates;

/// <summary>The certificates of this moment. A handshake takes one set and uses it throughout.</summary>
internal sealed class CertificateHolder(ServerCertificates first, Func<ServerCertificates> load, TimeProvider time)
{
    private volatile ServerCertificates _current = first;

    /// <summary>Raised with the new set after a change.</summary>
    public event Action<ServerCertificates>? Changed;

    /// <summary>The set in force.</summary>
    public ServerCertificates Current => _current;

    /// <summary>A certificate of our own is near its end.</summary>
    public bool MustRenew() => !_current.IsFresh(time);

    /// <summary>Reads and issues again, and puts the result in force.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be used; what was in force stays so.</exception>
    public void Reload()
    {
        var next = load();
        _current = next;
        Changed?.Invoke(next);
    }
}
