using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>Collects the plans that PostgreSQL's auto_explain sends as notices, without what changes from run to run.</summary>
internal sealed partial class PlanCollector : ILoggerFactory, ILogger
{
    private readonly List<string> _plans = [];

    /// <summary>auto_explain on, for inner statements of functions too. Needs a superuser.</summary>
    public static string Options =>
        "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_nested_statements=on "
        + "-c auto_explain.log_level=notice";

    /// <summary>The plans since the last call.</summary>
    public string Take()
    {
        lock (_plans)
        {
            var text = string.Join("\n", _plans.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            _plans.Clear();
            return text;
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        var start = text.IndexOf("Query Text:", StringComparison.Ordinal);
        if (start >= 0 && !OfConnection().IsMatch(text))
        {
            lock (_plans)
            {
                var lines = Costs().Replace(text[start..], "").ReplaceLineEndings("\n").Split('\n');
                _plans.Add(string.Join("\n", lines.Select(l => l.TrimEnd())).TrimEnd() + "\n");
            }
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    // What every new connection asks first.
    [GeneratedRegex("pg_is_in_recovery|pg_control_system")]
    private static partial Regex OfConnection();

    [GeneratedRegex(@"\s*\(cost=[^)]*\)")]
    private static partial Regex Costs();
}
