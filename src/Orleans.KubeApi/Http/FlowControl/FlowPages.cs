using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>The debug pages below <c>/debug/api_priority_and_fairness/</c>: tables for people, in the original's form.</summary>
internal static class FlowPages
{
    private const string Prefix = "/debug/api_priority_and_fairness/";

    private static readonly string[] RequestColumns =
    [
        "PriorityLevelName", "FlowSchemaName", "QueueIndex", "RequestIndexInQueue", "FlowDistingsher", "ArriveTime", "InitialSeats",
        "FinalSeats", "AdditionalLatency", "StartTime",
    ];

    private static readonly string[] DetailColumns =
        ["UserName", "Verb", "APIPath", "Namespace", "Name", "APIVersion", "Resource", "SubResource"];

    /// <summary>The text of a page; null if the path is none.</summary>
    public static string? Find(RequestTarget target, FlowController controller, TimeProvider time) => target.Path switch
    {
        Prefix + "dump_priority_levels" => Levels(controller),
        Prefix + "dump_queues" => Queues(controller),
        Prefix + "dump_requests" => Requests(controller, time, target.Query.Get("includeRequestDetails") is { Length: > 0 }),
        _ => null,
    };

    private static string Levels(FlowController controller)
    {
        var rows = new List<string[]>
        {
            new[]
            {
                "PriorityLevelName", "ActiveQueues", "IsIdle", "IsQuiescing", "WaitingRequests", "ExecutingRequests", "DispatchedRequests",
                "RejectedRequests", "TimedoutRequests", "CancelledRequests",
            },
        };
        foreach (var level in controller.Levels.Select(l => l.View()))
        {
            rows.Add(
            [
                level.Settings.Name,
                Text(level.Queues.Count(q => q.Waiting.Count > 0)),
                level is { Waiting: 0, Executing: 0 } ? "true" : "false",
                level.IsQuiescing ? "true" : "false",
                Text(level.Waiting),
                Text(level.Executing),
                Text(level.Dispatched),
                Text(level.Rejected),
                "0",
                Text(level.Cancelled),
            ]);
        }

        return Table(rows);
    }

    private static string Queues(FlowController controller)
    {
        var rows = new List<string[]>
        {
            new[]
            {
                "PriorityLevelName", "Index", "PendingRequests", "ExecutingRequests", "SeatsInUse", "NextDispatchR", "InitialSeatsSum",
                "MaxSeatsSum", "TotalWorkSum",
            },
        };
        foreach (var level in controller.Levels.Select(l => l.View()))
        {
            rows.AddRange(level.Queues.Select((queue, index) => new[]
            {
                level.Settings.Name,
                Text(index),
                Text(queue.Waiting.Count),
                Text(queue.Executing.Count),
                Text(queue.SeatsInUse),
                SeatSeconds(queue.NextDispatch),
                Text(queue.InitialSeats),
                Text(queue.Seats),
                SeatSeconds(queue.Work),
            }));
        }

        return Table(rows);
    }

    private static string Requests(FlowController controller, TimeProvider time, bool withDetails)
    {
        var rows = new List<string[]> { withDetails ? [.. RequestColumns, .. DetailColumns] : RequestColumns };
        foreach (var level in controller.Levels.Select(l => l.View()))
        {
            void Add(FlowRequest request, int queue, int index) =>
                rows.Add(Row(level.Settings.Name, request, queue, index, time, withDetails));
            for (var queue = 0; queue < level.Queues.Count; queue++)
            {
                for (var i = 0; i < level.Queues[queue].Waiting.Count; i++)
                {
                    Add(level.Queues[queue].Waiting[i], queue, i);
                }

                foreach (var request in level.Queues[queue].Executing)
                {
                    Add(request, queue, -1);
                }
            }

            foreach (var request in level.Unqueued)
            {
                Add(request, -1, -1);
            }
        }

        return Table(rows);
    }

    private static string[] Row(string level, FlowRequest request, int queue, int index, TimeProvider time, bool withDetails)
    {
        var row = new[]
        {
            level,
            request.Schema.Name,
            Text(queue),
            Text(index),
            request.Flow,
            Moment(request.Arrived, time),
            Text(request.Work.InitialSeats),
            Text(request.Work.FinalSeats),
            request.Work.FinalSeconds == 0 ? "0s" : $"{(request.Work.FinalSeconds * 1000).ToString("0.######", CultureInfo.InvariantCulture)}ms",
            Moment(request.Started, time),
        };
        if (!withDetails || request.Context is not { } context)
        {
            return row;
        }

        var info = context.Info;
        var version = info.Group.Length == 0 ? info.Version : $"{info.Group}/{info.Version}";
        return
        [
            .. row, Plain(context.User?.Name ?? ""), info.Verb, Plain(info.Path), Plain(info.Namespace), Plain(info.Name), Plain(version),
            Plain(info.Resource), Plain(info.Subresource),
        ];
    }

    // Paths and names are the clients': a line break in one must not look like a row.
    private static string Plain(string text) => text.AsSpan().ContainsAnyInRange('\0', '\x1f')
        ? string.Concat(text.Select(c => c <= '\x1f' ? '?' : c)) : text;

    private static string Moment(long timestamp, TimeProvider time) => timestamp == 0 ? "0001-01-01T00:00:00Z"
        : (time.GetUtcNow() - time.GetElapsedTime(timestamp)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string SeatSeconds(double value) => value.ToString("0.00000000", CultureInfo.InvariantCulture) + "ss";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    // Every cell but a row's last is followed by a comma and padded to its column's width.
    private static string Table(List<string[]> rows)
    {
        var widths = new int[rows.Max(r => r.Length)];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length - 1; i++)
            {
                widths[i] = Math.Max(Math.Max(8, widths[i]), row[i].Length + 2);
            }
        }

        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length - 1; i++)
            {
                text.Append((row[i] + ",").PadRight(widths[i]));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }
}
