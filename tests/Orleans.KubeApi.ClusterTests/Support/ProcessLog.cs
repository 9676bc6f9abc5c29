using System.Diagnostics;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>The last lines that a process wrote to both its outputs; bounded, because a fault test may provoke a lot of them.</summary>
internal sealed class ProcessLog
{
    private const int LinesMax = 4_000;
    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    public void Attach(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            if (_lines.Count == LinesMax)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    public string Tail(int lines = 60)
    {
        lock (_lock)
        {
            return string.Join('\n', _lines.Skip(Math.Max(0, _lines.Count - lines)));
        }
    }

    public bool Contains(string text)
    {
        lock (_lock)
        {
            return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
        }
    }
}
