using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Orleans.KubeApi.Hosting;

/// <summary>Terse logs on standard error, one line each; standard output is for what a person asked for.</summary>
internal static class ServerLogging
{
    /// <summary>Sets the console and the levels; a section <c>LogLevel</c> in <paramref name="configuration"/> overrides them.</summary>
    public static void Configure(ILoggingBuilder logging, IConfiguration? configuration, KubeApiOptions options)
    {
        if (options.LoggingFormat == "json")
        {
            logging.AddJsonConsole(static format =>
            {
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(static format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = "HH:mm:ss.fff ";
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        var (ours, others) = Levels(options.Verbosity);
        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(others);
        logging.AddFilter("Orleans", others);

        // It says nothing that the audit and our own spans don't, but begins an activity and a scope for each request once it may log.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // It measures from a moment before its own start, so its first check always complains.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // It recommends a heap per core, which we don't have on purpose.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);

        // "Orleans" is a prefix of our own categories too; the longer prefix wins.
        logging.AddFilter("Orleans.KubeApi", ours);
        if (configuration is not null)
        {
            logging.AddConfiguration(configuration);
        }
    }

    /// <summary>What a klog verbosity (<c>--v</c>, 0 to 10) lets through of ours, and of the libraries.</summary>
    public static (LogLevel Ours, LogLevel Others) Levels(int verbosity) => verbosity switch
    {
        < 4 => (LogLevel.Information, LogLevel.Warning),
        < 6 => (LogLevel.Debug, LogLevel.Warning),
        < 8 => (LogLevel.Debug, LogLevel.Information),
        _ => (LogLevel.Trace, LogLevel.Debug),
    };
}
