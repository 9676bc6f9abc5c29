using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Server.Commands;
using Xunit;

namespace Orleans.KubeApi.Tests.Architecture;

public sealed class LayerTests
{
    // What was there when the rule came. Only ever take lines away.
    private static readonly string[] Ratchet =
    [
        "Grains may not use Orleans.KubeApi.Catalog.ResourceType (Orleans.KubeApi.Grains.NamespaceGrain)",
    ];

    [Fact]
    public void Rooms_UseOnlyWhatTheTableAllows()
    {
        var complaints = Complaints(typeof(KubeApiOptions)).Concat(Complaints(typeof(ExitCode))).ToList();

        var news = string.Join('\n', complaints.Except(Ratchet));
        Assert.True(news.Length == 0, news);
        Assert.Empty(Ratchet.Except(complaints)); // Solved: take the line out of the ratchet.
    }

    [Theory]
    [InlineData("Objects", "Storage.Thing", "class Bad { Orleans.KubeApi.Storage.Thing? _field; }")]
    [InlineData("Cache", "Http.Thing", "class Bad { async Task M() { await Task.Yield(); new Orleans.KubeApi.Http.Thing().ToString(); } }")]
    [InlineData("Http", "Grains.Thing",
        "class Bad { object M() => new List<Orleans.KubeApi.Grains.Thing[]>(); }")]
    [InlineData("Apply", "Catalog.Thing",
        "class Bad { void M() { Func<object> f = () => new Orleans.KubeApi.Catalog.Thing(); f(); } }")]
    [InlineData("Server", "Cache.Thing", "class Bad : Orleans.KubeApi.Cache.Thing { }")]
    [InlineData("Resources", "GrainLike", "class Bad { GrainLike? _itsNamespaceIsOursParent; }")]
    [InlineData("Discovery", "NpgsqlLike", "class Bad { Npgsql.NpgsqlLike? _database; }")]
    [InlineData("Grains", "HttpContextLike", "class Bad { Microsoft.AspNetCore.HttpContextLike? _context; }")]
    [InlineData("Attic", "isn't in the table", "class Bad { Orleans.KubeApi.Objects.Thing? _field; }")]
    public void Scan_ForbiddenUse_IsFound(string room, string expected, string source)
    {
        var complaint = Assert.Single(SampleComplaints(room, source));

        Assert.Contains(expected, complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Schema", "class Good { Orleans.KubeApi.Objects.Thing? _field; }")]
    [InlineData("Grains", "class Good { GrainLike? _field; Orleans.KubeApi.Storage.Thing? _store; }")]
    [InlineData("Hosting", "class Good { GrainLike? _field; Npgsql.NpgsqlLike? _database; Orleans.KubeApi.Http.Thing? _http; }")]
    public void Scan_AllowedUse_IsNotFound(string room, string source) => Assert.Empty(SampleComplaints(room, source));

    private static IEnumerable<string> Complaints(Type ofAssembly)
    {
        using var assembly = File.OpenRead(ofAssembly.Assembly.Location);
        var uses = RoomScanner.Scan(assembly);
        Assert.NotEmpty(uses);
        return uses.Select(RoomRules.Complaint).OfType<string>().ToList();
    }

    private static List<string> SampleComplaints(string room, string source)
    {
        string[] rooms = ["Objects", "Storage", "Http", "Grains", "Catalog", "Cache"];
        var code = "using System;\nusing System.Collections.Generic;\nusing System.Threading.Tasks;\n" + string
            .Concat(rooms.Select(name => $"namespace Orleans.KubeApi.{name} {{ public class Thing {{ }} }}\n"))
            + "namespace Orleans { public class GrainLike { } }\nnamespace Npgsql { public class NpgsqlLike { } }\n"
            + "namespace Microsoft.AspNetCore { public class HttpContextLike { } }\n"
            + $"#nullable enable\nnamespace Orleans.KubeApi.{room} {{ {source} }}";
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)],
            [.. new[] { "System.Private.CoreLib.dll", "System.Runtime.dll" }.Select(file =>
                MetadataReference.CreateFromFile(Path.Combine(framework, file)))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var output = new MemoryStream();
        var result = compilation.Emit(output, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        output.Position = 0;
        return [.. RoomScanner.Scan(output).Select(RoomRules.Complaint).OfType<string>()];
    }
}
