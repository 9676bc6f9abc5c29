using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage.Backup;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>
/// The consistency check of the original: what a server lists from its caches at a revision is, by names and revisions, what its store
/// holds at that revision. For the embedded store, whose file can be read beside the server.
/// </summary>
internal static class StoreDigest
{
    private const int Attempts = 20;
    private const int Objects = 30;

    /// <summary>Writes something, then compares every resource that is served and stored.</summary>
    public static async Task CompareAsync(GuaranteeScene scene, CancellationToken cancellation)
    {
        var space = await scene.NewNamespaceAsync(cancellation);
        for (var i = 0; i < Objects; i++)
        {
            var body = $$$$"""{"metadata":{"name":"p{{{{i}}}}"},"template":{"spec":{"containers":[{"name":"a","image":"a"}]}}}""";
            (await scene.Client.PostAsync($"/api/v1/namespaces/{space}/podtemplates", body, cancellation)).MustBe(201);
        }

        var paths = await PathsAsync(scene.Client, cancellation);
        var compared = new HashSet<string>(StringComparer.Ordinal);
        var isComplete = false;
        for (var attempt = 0; attempt < Attempts && !isComplete; attempt++)
        {
            isComplete = true;
            foreach (var (collection, stored) in await StoredAsync(scene.Server, cancellation))
            {
                if (paths.TryGetValue(collection, out var path) && !compared.Contains(collection))
                {
                    var isCompared = await CompareAsync(scene, collection, path, stored, cancellation)
                        && compared.Add(collection);
                    isComplete &= isCompared;
                }
            }
        }

        scene.Expect(compared.Contains("/podtemplates"), $"only {string.Join(", ", compared)} stood still long enough to be compared");
    }

    /// <summary>False when the list is of another revision than what was read of the store.</summary>
    private static async Task<bool> CompareAsync(
        GuaranteeScene scene, string collection, string path, (long Head, List<string> Rows) stored, CancellationToken cancellation)
    {
        var list = (await scene.Client.GetAsync(path, cancellation)).MustBe(200);
        if (list.Revision != stored.Head)
        {
            return false;
        }

        var listed = list.Items.Select(item => KeyOf(item["metadata"]!)).ToList();
        scene.Expect(
            listed.SequenceEqual(stored.Rows),
            $"{collection} at {stored.Head}: only in the store {string.Join(", ", stored.Rows.Except(listed).Take(3))}; "
            + $"only in the cache {string.Join(", ", listed.Except(stored.Rows).Take(3))}");
        return true;
    }

    private static async Task<Dictionary<string, (long Head, List<string> Rows)>> StoredAsync(
        KubeServer server, CancellationToken cancellation)
    {
        var collections = new Dictionary<string, (long Head, List<string> Rows)>(StringComparer.Ordinal);
        List<string> rows = [];
        await foreach (var item in new SqliteArchive(Path.Combine(server.DataFolder, "store")).ReadAsync(cancellation))
        {
            if (item is BackupItem.Collection collection)
            {
                rows = [];
                collections[$"{collection.Id.Group}/{collection.Id.Resource}"] = (collection.Head, rows);
            }
            else if (item is BackupItem.Row row)
            {
                rows.Add($"{row.Key}@{row.Revision}");
            }
        }

        return collections;
    }

    /// <summary>Where the resources are listed that can be, by "group/resource".</summary>
    private static async Task<Dictionary<string, string>> PathsAsync(KubeHttp client, CancellationToken cancellation)
    {
        var groups = (await client.GetAsync("/apis", cancellation)).MustBe(200).Json["groups"]!.AsArray()
            .Select(group => (Name: Text(group!["name"]), Path: $"/apis/{Text(group["preferredVersion"]!["groupVersion"])}"));
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, path) in groups.Prepend(("", "/api/v1")))
        {
            foreach (var resource in (await client.GetAsync(path, cancellation)).MustBe(200).Json["resources"]!.AsArray())
            {
                if (resource!["verbs"]!.AsArray().Any(verb => Text(verb) == "list"))
                {
                    paths[$"{name}/{Text(resource["name"])}"] = $"{path}/{Text(resource["name"])}";
                }
            }
        }

        return paths;
    }

    private static string KeyOf(JsonNode metadata) =>
        $"{(metadata["namespace"] is { } space ? $"{Text(space)}/" : "")}{Text(metadata["name"])}@{Text(metadata["resourceVersion"])}";

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
