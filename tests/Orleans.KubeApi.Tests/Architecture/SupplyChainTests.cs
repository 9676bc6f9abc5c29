using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

namespace Orleans.KubeApi.Tests.Architecture;

/// <summary>
/// What we ship besides our own code, and that it can be built again (S46). The bill of materials is the <c>deps.json</c> beside the
/// server: every package with version and digest. Each build asks NuGet's audit for known weaknesses of all of them.
/// </summary>
public sealed class SupplyChainTests
{
    private const string Server = "Orleans.KubeApi.Server";

    // Licences that let everybody use, change and pass on, without a duty for our own code.
    private static readonly string[] Permitted = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "PostgreSQL"];

    public static TheoryData<string> Assemblies => ["Orleans.KubeApi", Server];

    [Fact]
    public void S46_ShippedPackages_HavePermittedLicences()
    {
        var wrong = Shipped().Select(p => (p.Name, p.Version, Licence: LicenceOf(p.Name, p.Version)))
            .Where(p => !Permitted.Contains(p.Licence, StringComparer.Ordinal)).ToList();

        Assert.Empty(wrong);
    }

    [Fact]
    public void S46_ShippedPackages_HaveVersionAndDigest()
    {
        var shipped = Shipped().ToList();

        Assert.InRange(shipped.Count, 20, 150);
        Assert.All(shipped, p => Assert.StartsWith("sha512-", p.Digest, StringComparison.Ordinal));
        Assert.All(shipped, p => Assert.Matches(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?$", p.Version));
    }

    [Fact]
    public void S46_NamedVersions_AreExactAndInOnePlace()
    {
        var packages = XDocument.Load(Path.Combine(SourceTree.Root, "infra", "build", "Packages.props"));
        var projects = new[] { "src", "tests" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, f), "*.csproj", SearchOption.AllDirectories));

        Assert.All(packages.Descendants("PackageVersion"), v => Assert.Matches(@"^\d[0-9A-Za-z.-]*$", v.Attribute("Version")!.Value));
        Assert.All(projects, p => Assert.DoesNotContain(
            XDocument.Load(p).Descendants("PackageReference"),
            r => r.Attributes().Any(a => a.Name.LocalName.StartsWith("Version", StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void S46_Assembly_IsReproducibleAndNamesNoMachinePath(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        using var image = new PEReader(new MemoryStream(bytes));

        Assert.Contains(image.ReadDebugDirectory(), e => e.Type == DebugDirectoryEntryType.Reproducible);
        Assert.False(
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(SourceTree.Root)) >= 0, "the folder of the build is in the assembly");
    }

    private static IEnumerable<(string Name, string Version, string Digest)> Shipped()
    {
        var materials = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, Server + ".deps.json")))!;
        foreach (var (id, library) in materials["libraries"]!.AsObject())
        {
            if (library!["type"]!.GetValue<string>() == "package")
            {
                var parts = id.Split('/');
                yield return (parts[0], parts[1], library["sha512"]?.GetValue<string>() ?? "");
            }
        }
    }

    private static string LicenceOf(string name, string version)
    {
        var folder = Path.Combine(Packages, name.ToLowerInvariant(), version);
        var description = Directory.EnumerateFiles(folder, "*.nuspec").Single();
        return XDocument.Load(description).Descendants()
            .FirstOrDefault(e => e.Name.LocalName == "license" && e.Attribute("type")?.Value == "expression")?.Value ?? "not told";
    }

    private static string Packages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
