using Orleans.KubeApi.Resources.Kinds.Workloads;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Workloads;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("*/5 * * * *", null)]
    [InlineData("0 0 1,15 JAN-mar Sun", null)]
    [InlineData("? 1-5/2 ? * 6", null)]
    [InlineData("@hourly", null)]
    [InlineData("@every 1h30m", null)]
    [InlineData("TZ=Europe/Berlin 0 1 * * *", null)]
    [InlineData("every day", "expected exactly 5 fields, found 2: [every day]")]
    [InlineData("", "expected exactly 5 fields, found 0: []")]
    [InlineData("60 * * * *", "end of range (60) above maximum (59): 60")]
    [InlineData("* * 0 * *", "beginning of range (0) below minimum (1): 0")]
    [InlineData("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1")]
    [InlineData("*/0 * * * *", "step of range should be a positive number: */0")]
    [InlineData("1-2-3 * * * *", "too many hyphens: 1-2-3")]
    [InlineData("*/1/2 * * * *", "too many slashes: */1/2")]
    [InlineData("x * * * *", "failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("* * * * 7", "end of range (7) above maximum (6): 7")]
    [InlineData("@sometimes", "unrecognized descriptor: @sometimes")]
    [InlineData("@every 5", "failed to parse duration @every 5: time: missing unit in duration \"5\"")]
    [InlineData("@every 1d", "failed to parse duration @every 1d: time: unknown unit \"d\" in duration \"1d\"")]
    [InlineData("TZ=Mars/Base 0 1 * * *", "provided bad location Mars/Base: unknown time zone Mars/Base")]
    public void Error_OfASchedule_IsTheOriginals(string schedule, string? expected) => Assert.Equal(expected, CronSchedule.Error(schedule));

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("Etc/GMT+5", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("Europe/Zurich", true)]
    [InlineData("europe/zurich", false)]
    [InlineData("Africa", false)]
    public void Has_KnowsTheZonesByTheirSpelling(string name, bool expected) => Assert.Equal(expected, TimeZoneNames.Has(name));

    [Theory]
    [InlineData("", 5, null, 0)]
    [InlineData("0,2-4", 5, null, 4)]
    [InlineData("0,5", 5, "too large index: \"5\"", 0)]
    [InlineData("2,1", 5, "non-increasing order, previous: 2, current: 1", 0)]
    [InlineData("1-x", 5, "cannot convert string to integer for index: \"x\"", 0)]
    [InlineData("1-2-3", 5,
        "the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts separated by '-'", 0)]
    public void Error_OfIndexes_IsTheOriginals(string text, long completions, string? expected, long total)
    {
        Assert.Equal(expected, JobIndexes.Error(text, completions, out var count));
        Assert.Equal(total, count);
    }

    [Theory]
    [InlineData("0-3", "4-5", null)]
    [InlineData("0,2-3", "1,3", "failedIndexes and completedIndexes overlap at index: 3")]
    public void Overlap_OfIndexes_NamesTheFirst(string completed, string failed, string? expected) =>
        Assert.Equal(expected, JobIndexes.Overlap(completed, failed, 10));
}
