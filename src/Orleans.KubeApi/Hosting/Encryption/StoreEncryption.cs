using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;

namespace Orleans.KubeApi.Hosting.Encryption;

/// <summary>Brings a whole store into the form that the configuration asks for.</summary>
internal static class StoreEncryption
{
    /// <summary>
    /// Re-encrypts everything. Servers on PostgreSQL may run meanwhile, if they have the same configuration.
    /// </summary>
    /// <returns>What was done, in a sentence.</returns>
    /// <exception cref="KubeApiOptionsException">Some rows can't be read, or nothing can be encrypted now.</exception>
    public static async Task<string> RenewAsync(IRevisionStore store, KubeApiOptions options, CancellationToken cancellationToken)
    {
        await using var encryption = LiveEncryption.Open(options, TimeProvider.System, NullLogger.Instance);
        try
        {
            var result = await new Reencryption(store, encryption.Current()).RunAsync(cancellationToken);
            if (result.UnreadableCount > 0)
            {
                var reasons = string.Join("; ", result.Unreadable);
                throw new KubeApiOptionsException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Changed} of {result.Seen} versions were stored anew, {result.UnreadableCount} can't be read: {reasons}"));
            }

            return string.Create(CultureInfo.InvariantCulture, $"{result.Changed} of {result.Seen} versions were stored anew.");
        }
        catch (SealingException failed)
        {
            throw new KubeApiOptionsException($"the store can't be encrypted now: {failed.Message}", failed);
        }
    }
}
