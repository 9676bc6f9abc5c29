using System.Text;

namespace Orleans.KubeApi.Tests.Fuzz;

/// <summary>Feeds one target with broken inputs. Inputs that were taken without refusal become seeds themselves: they lead further
/// in.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int MaxSeeds = 500;
    private readonly List<byte[]> _seeds =
        [.. target.Seeds.Select(Encoding.Latin1.GetBytes), .. target.Seeds.Select(Encoding.UTF8.GetBytes)];

    private readonly FuzzMutator _mutator = new(seed);
    private readonly Random _random = new(seed + 1);

    /// <summary>Inputs tried so far.</summary>
    public long Count { get; private set; }

    /// <summary>Tries inputs until the time is over or so many were tried; the first that fails, and how.</summary>
    public (byte[] Input, string Problem)? Search(TimeSpan time, long most = long.MaxValue)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Count < most && TimeProvider.System.GetElapsedTime(started) < time)
        {
            var input = _mutator.Next(Pick(), Pick());
            Count++;
            if (target.Try(input) is { } problem)
            {
                return (input, problem);
            }

            if (_random.Next(50) == 0 && input.Length < 8 * 1024)
            {
                Keep(input);
            }
        }

        return null;
    }

    private byte[] Pick() => _seeds[_random.Next(_seeds.Count)];

    private void Keep(byte[] input)
    {
        if (_seeds.Count < MaxSeeds)
        {
            _seeds.Add(input);
        }
        else
        {
            _seeds[_random.Next(target.Seeds.Length * 2, MaxSeeds)] = input;
        }
    }
}
