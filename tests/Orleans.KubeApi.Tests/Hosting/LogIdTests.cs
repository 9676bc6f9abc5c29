using System.Reflection;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

public sealed class LogIdTests
{
    [Fact]
    public void EventIds_AllMessages_AreTheirOwn()
    {
        var ids = typeof(KubeApiOptions).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly))
            .Select(m => (Method: m, Attribute: m.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(m => m.Attribute is not null)
            .ToList();

        Assert.True(ids.Count > 30);
        Assert.Empty(ids.GroupBy(m => m.Attribute!.EventId).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => $"{m.Method.DeclaringType}.{m.Method.Name}"))}"));
    }

    [Theory]
    [InlineData(0, LogLevel.Information, LogLevel.Warning)]
    [InlineData(3, LogLevel.Information, LogLevel.Warning)]
    [InlineData(4, LogLevel.Debug, LogLevel.Warning)]
    [InlineData(6, LogLevel.Debug, LogLevel.Information)]
    [InlineData(10, LogLevel.Trace, LogLevel.Debug)]
    public void Levels_OfKlogsVerbosity_GrowWithIt(int verbosity, LogLevel ours, LogLevel others) =>
        Assert.Equal((ours, others), ServerLogging.Levels(verbosity));
}
