using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public sealed class FieldErrorsTests
{
    [Fact]
    public void Add_MoreThanAreKept_CountsAllAndKeepsTheFirst()
    {
        var errors = new FieldErrors();
        for (var i = 0; i < FieldErrors.MostKept + 10; i++)
        {
            errors.Required(FieldPath.Of("items").Index(i));
        }

        errors.NotSupported(FieldPath.Of("last"), "a", ["b"]);
        Assert.Equal(FieldErrors.MostKept + 11, errors.Count);
        Assert.Equal(FieldErrors.MostKept, errors.Causes.Count);
        Assert.Equal($"items[{FieldErrors.MostKept - 1}]", errors.Causes[^1].Field);
    }

    [Fact]
    public void Add_HugeValues_KeepsOneAtLeast()
    {
        var errors = new FieldErrors();
        errors.Invalid(FieldPath.Of("a"), new string('x', 10_000_000), "is wrong");
        errors.Invalid(FieldPath.Of("b"), "x", "is wrong");
        Assert.Equal("a", Assert.Single(errors.Causes).Field);
        Assert.Equal(2, errors.Count);
    }
}
