using System.Globalization;
using System.Security.Cryptography;

namespace Orleans.KubeApi.Storage;

/// <summary>One numbered step of the schema, embedded from <c>Storage/Migrations/&lt;database&gt;/NNN_name.sql</c>.</summary>
internal sealed record MigrationScript(int Number, string Name, string Sql, string Digest)
{
    /// <summary>All steps for a database ("Postgres", "Sqlite") in order.</summary>
    public static IReadOnlyList<MigrationScript> Load(string database)
    {
        var assembly = typeof(MigrationScript).Assembly;
        var prefix = $"Migrations/{database}/";
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => Read(assembly.GetManifestResourceStream(n)!, n[prefix.Length..^".sql".Length]))
            .ToArray();
    }

    /// <summary>The steps still to apply.</summary>
    /// <param name="applied">Number and digest of the applied ones.</param>
    /// <param name="known">The embedded ones.</param>
    /// <exception cref="StoreSchemaException">An applied step is unknown here (a newer program was here) or has another text.</exception>
    public static IEnumerable<MigrationScript> Missing(IReadOnlyDictionary<int, string> applied, IReadOnlyList<MigrationScript> known)
    {
        var byNumber = known.ToDictionary(s => s.Number);
        foreach (var (number, digest) in applied)
        {
            if (!byNumber.TryGetValue(number, out var script))
            {
                throw new StoreSchemaException(
                    $"the database has migration {number}, this program knows {known.Count}: it is older than the schema");
            }

            if (!string.Equals(script.Digest, digest, StringComparison.Ordinal))
            {
                throw new StoreSchemaException($"migration {number} ({script.Name}) was applied with another text");
            }
        }

        return known.Where(s => !applied.ContainsKey(s.Number));
    }

    private static MigrationScript Read(Stream stream, string file)
    {
        using var reader = new StreamReader(stream);
        var sql = reader.ReadToEnd();
        var number = int.Parse(file.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sql)));
        return new MigrationScript(number, file[4..], sql, digest);
    }
}
