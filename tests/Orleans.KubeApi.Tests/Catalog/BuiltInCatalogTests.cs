using Orleans.KubeApi.Catalog;
using Xunit;

namespace Orleans.KubeApi.Tests.Catalog;

public class BuiltInCatalogTests
{
    private static readonly ResourceCatalog Built = BuiltInCatalog.Load();

    [Fact]
    public void Load_EveryKind_HasAReadableSchema()
    {
        foreach (var type in Built.Types)
        {
            Assert.True(type.Schema.Fields.Count >= 3, type.Kind.ToString());
            Assert.Equal(["kind", "apiVersion", "metadata"], type.Schema.Fields.Take(3).Select(f => f.Name));
        }
    }

    [Fact]
    public void Names_EveryType_Completes()
    {
        var library = TypeLibrary.Load();
        foreach (var name in library.Names)
        {
            var type = library.Find(name)!;
            Assert.NotNull(type.GoName);
            Assert.All(type.Fields, f => Assert.NotNull(f.Type));
        }
    }
}
