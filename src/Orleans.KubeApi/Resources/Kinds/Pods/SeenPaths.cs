using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>
/// The paths that the keys of one volume fill, in order, found by hashes of themselves and of the folders above them: which of them another
/// path meets is known without looking at the others. Tells of no more pairs than <see cref="WarningLimit"/> says, and
/// of each pair of equal texts once, as they do.
/// </summary>
internal sealed class SeenPaths
{
    private const ulong Prime = 0x100000001b3;

    // Where the hash begins, another place in each process: nobody can choose paths of equal hashes.
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly List<(string Path, string Shown)> _paths = [];
    private readonly HashSet<(string, string)> _known = [];
    private readonly HashSet<(string, string)> _told = [];
    private readonly Dictionary<ulong, int> _exact = [];
    private readonly Dictionary<ulong, int> _under = [];
    private readonly List<(int Path, int Next)> _chains = [];

    /// <summary>The texts of the earlier paths that the path meets: is, lies in, or is a folder of. Then it's an earlier one
    /// itself.</summary>
    public IReadOnlyList<string> Meeting(string path, string shown)
    {
        if (_told.Count >= WarningLimit.Most)
        {
            return [];
        }

        var folders = Folders(path, out var whole);
        SortedSet<int>? met = null; // Every pod has such a volume, and hardly a path ever meets another.
        Collect(_exact, whole, path, ref met);
        Collect(_under, whole, path, ref met);
        foreach (var folder in folders)
        {
            Collect(_exact, folder, path, ref met);
        }

        var texts = met?.Select(i => _paths[i].Shown).Where(other => _told.Count < WarningLimit.Most && _told.Add((shown, other))).ToList();
        if (_known.Add((path, shown)))
        {
            Put(_exact, whole);
            foreach (var folder in folders)
            {
                Put(_under, folder);
            }

            _paths.Add((path, shown));
        }

        return texts ?? [];
    }

    /// <summary>The hashes of all folders above a path, and that of the path.</summary>
    private static List<ulong> Folders(string path, out ulong whole)
    {
        var folders = new List<ulong>();
        whole = Seed;
        foreach (var letter in path)
        {
            if (letter == '/')
            {
                folders.Add(whole);
            }

            whole = (whole ^ letter) * Prime;
        }

        return folders;
    }

    private static bool Within(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal)
        && (path.Length == folder.Length || path[folder.Length] == '/');

    private void Collect(Dictionary<ulong, int> index, ulong hash, string path, ref SortedSet<int>? met)
    {
        for (var at = index.GetValueOrDefault(hash, -1); at >= 0; at = _chains[at].Next)
        {
            var other = _paths[_chains[at].Path].Path;
            if (Within(path, other) || Within(other, path))
            {
                (met ??= []).Add(_chains[at].Path);
            }
        }
    }

    private void Put(Dictionary<ulong, int> index, ulong hash)
    {
        _chains.Add((_paths.Count, index.GetValueOrDefault(hash, -1)));
        index[hash] = _chains.Count - 1;
    }
}
