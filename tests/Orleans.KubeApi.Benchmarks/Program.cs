using BenchmarkDotNet.Running;
using Orleans.KubeApi.Benchmarks.Fuzz;
using Orleans.KubeApi.Benchmarks.Load;
using Orleans.KubeApi.Benchmarks.Memory;

const string Usage = """
    usage:
      load URL (--token T | --kubeconfig F) [--pids "p q"] [--json FILE] [--only a,b] [--scale 1.0]
               [--fan-out-rate UPDATES_PER_SECOND] [--start-command COMMAND]
      memory URL --token T --start-command COMMAND [--scale 1.0] [--heap true]
      fuzz [--minutes 10] [--only PARSER] [--seed N]
      micro [BenchmarkDotNet arguments]
    """;

switch (args)
{
    case ["load", .. var rest] when LoadOptions.TryParse(rest, out var options, out var error):
        return await LoadCommand.RunAsync(options!, error);
    case ["memory", .. var rest] when LoadOptions.TryParse(rest, out var options, out var error):
        return await MemoryCommand.RunAsync(options!, error);
    case ["fuzz", .. var rest]:
        return FuzzCommand.Run(rest);
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest is [] ? ["--filter", "*"] : rest);
        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
