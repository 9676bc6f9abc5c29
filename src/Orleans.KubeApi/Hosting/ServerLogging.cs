using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Orleans.KubeApi.Hosting;

/// <summary>Terse logs on standard error, one line each; standard output is for what a person asked for.</summary>
internal static class ServerLogging
{
    /// <summary>Sets the console and the levels; a section <c>LogLevel</c> in <paramref name="configuration"/> overrides them.</summary>
    public static void Configure(ILoggingBuilder logging, IConfiguration? configuration)
    {
        logging.AddSimpleConsole(static format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "HH:mm:ss.fff ";
            format.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);

        // It measures from a moment before its own start, so its first check always complains.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // It recommends a heap per core, which we don't have on purpose.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);

        // "Orleans" is a prefix of our own categories too; the longer prefix wins.
        logging.AddFilter("Orleans.KubeApi", LogLevel.Information);
        if (configuration is not null)
        {
            logging.AddConfiguration(configuration);
        }
    }
}
