using Orleans.KubeApi.Tests.Fuzz;

namespace Orleans.KubeApi.Benchmarks.Fuzz;

/// <summary>Feeds every parser with broken inputs for some minutes; each run has other inputs. Prints what it finds as lines for the
/// tests.</summary>
internal static class FuzzCommand
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    /// <summary>Returns 0 if nothing was found.</summary>
    public static int Run(string[] args)
    {
        var minutes = 10.0;
        var only = "";
        var seed = Environment.TickCount;
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--minutes":
                    minutes = double.Parse(args[i + 1], System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case "--only":
                    only = args[i + 1];
                    break;
                case "--seed":
                    seed = int.Parse(args[i + 1], System.Globalization.CultureInfo.InvariantCulture);
                    break;
                default:
                    Console.Error.WriteLine($"unknown: {args[i]}");
                    return 2;
            }
        }

        Console.WriteLine($"seed {seed}");
        var targets = FuzzTargets.All.Where(t => only.Length == 0 || t.Name == only).ToList();
        var runs = targets.Select((t, i) => new FuzzRun(t, seed + (i * 7919))).ToList();
        var found = 0;
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(minutes))
        {
            for (var i = 0; i < runs.Count; i++)
            {
                if (runs[i].Search(Turn) is var (input, problem))
                {
                    found++;
                    Console.WriteLine($"{targets[i].Name}\t{Convert.ToBase64String(input)}\n{problem}\n");
                }
            }
        }

        for (var i = 0; i < runs.Count; i++)
        {
            Console.WriteLine($"{targets[i].Name,-20} {runs[i].Count,12:N0} inputs");
        }

        Console.WriteLine($"{found} found");
        return found == 0 ? 0 : 1;
    }
}
