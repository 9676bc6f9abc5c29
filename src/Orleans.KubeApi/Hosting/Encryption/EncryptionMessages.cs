using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting.Encryption;

/// <summary>What is logged of the encryption's configuration.</summary>
internal static partial class EncryptionMessages
{
    [LoggerMessage(3050, LogLevel.Information, "Took over the changed encryption configuration {File}")]
    public static partial void Reloaded(ILogger logger, string file);

    [LoggerMessage(3051, LogLevel.Error, "The changed encryption configuration {File} is wrong, the previous one goes on: {Reason}")]
    public static partial void ReloadFailed(ILogger logger, string file, string reason);
}
