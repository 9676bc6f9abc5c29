using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Hosting.Encryption;
using Orleans.KubeApi.Hosting.Identity;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// The key that signs service-account tokens: from the files of the options, or one that the first silo makes and keeps in the store,
/// where all later ones find it. It lies in a collection of its own that no path of the API leads to.
/// </summary>
internal sealed class AccountIdentity(
    IRevisionStore store, LiveEncryption encryption, SiloName silo, KubeApiOptions options, TimeProvider time)
{
    private const string Key = "service-account-key";
    private const int AttemptsMax = 10;
    private static readonly TimeSpan EncryptionWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EncryptionPause = TimeSpan.FromSeconds(1);
    private static readonly CollectionId Collection = new(KubeKeys.Cluster, "internal.kubeapi", "identities");
    private ServiceAccountAuthenticator? _authenticator;

    /// <summary>Judges tokens and knows how they are made; only after <see cref="LoadAsync"/>.</summary>
    public ServiceAccountAuthenticator Authenticator =>
        _authenticator ?? throw new InvalidOperationException("the identity is not loaded yet");

    /// <summary>
    /// Reads the keys, or makes the first one. The store must be migrated. The own key is encrypted as Secrets are; a KMS that is not up
    /// yet is waited for.
    /// </summary>
    /// <exception cref="KubeApiOptionsException">A file of the options holds no key, or the own key can't be read or stored.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var signing = options.ServiceAccountSigningKeyFile.Length > 0
            ? FromFile("--service-account-signing-key-file", options.ServiceAccountSigningKeyFile)[0]
            : await PatientlyOwnAsync(cancellationToken);
        List<TokenKey> trusted = [signing];
        foreach (var file in OptionLists.Split(options.ServiceAccountKeyFile))
        {
            trusted.AddRange(FromFile("--service-account-key-file", file));
        }

        var issuers = OptionLists.Issuers(options);
        var most = options.Authentication.ServiceAccountMaxTokenExpiration;
        var settings = new TokenSettings(issuers[0], OptionLists.Audiences(options), signing, trusted)
        {
            MoreIssuers = issuers[1..],
            MaxExpiration = most > TimeSpan.Zero ? most : null,
            ExtendsExpiration = options.Authentication.ServiceAccountExtendTokenExpiration,
        };
        _authenticator = new ServiceAccountAuthenticator(settings, time);
    }

    private static IReadOnlyList<TokenKey> FromFile(string option, string file)
    {
        try
        {
            return TokenKey.ParseAll(File.ReadAllText(file));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new KubeApiOptionsException($"{option}: {file}: {wrong.Message}", wrong);
        }
    }

    private async Task<TokenKey> PatientlyOwnAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await OwnAsync(cancellationToken);
            }
            catch (Exception closed) when (closed is UnreadableRowException or SealingException)
            {
                if (time.GetElapsedTime(began) > EncryptionWait || !encryption.HasPlugins)
                {
                    throw new KubeApiOptionsException(
                        $"the key that signs service-account tokens is kept in the store, encrypted as Secrets are: {closed.Message}",
                        closed);
                }
            }

            await Task.Delay(EncryptionPause, time, cancellationToken);
        }
    }

    private async Task<TokenKey> OwnAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await store.GetAsync(Collection, Key, cancellationToken) is { } row)
            {
                var kept = (ObjectNode)NodeReader.Parse(row.Body.Span);
                return TokenKey.Parse(kept.Text("pem") ?? "");
            }

            // Several silos may start at once; the store lets one of them be the first, and the others read what it wrote.
            var made = new ObjectNode { { "pem", TokenKey.Generate().ToPem() } };
            var opened = await store.OpenAsync(Collection, silo.Value, cancellationToken);
            var first = new CommitRow(Key, opened.Head + 1, 0, PreviousInBatch: false, Deleted: false, made.ToUtf8());
            await store.CommitAsync(opened, new CommitBatch(opened.Head, opened.Head + 1, [first]), cancellationToken);
            await store.ReleaseAsync(opened, cancellationToken);
            if (attempt == AttemptsMax)
            {
                throw new InvalidOperationException("the service-account key could not be stored");
            }
        }
    }
}
