using System.Text;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Schema.Cel;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>
/// Selector expressions of devices: compiled with <c>device</c> as the only variable; their value must be a bool, or an attribute, whose
/// type is only known when it is read. Costs are not estimated.
/// </summary>
internal static class DeviceExpressions
{
    private const int Longest = 10 << 10;
    private const string Device = "kubernetes.DRADevice";
    private static readonly CelEnvironment Environment = new CelEnvironment()
        .Variable("device", CelType.Struct(Device))
        .Struct(Device,
            ("driver", CelType.String),
            ("attributes", ByDomain(CelType.Any)),
            ("capacity", ByDomain(CelType.Struct("kubernetes.Quantity"))),
            ("allowMultipleAllocations", CelType.Bool))
        .Bindings();

    /// <summary>Checks one expression.</summary>
    public static void Check(FieldErrors errors, FieldPath path, string expression)
    {
        if (Encoding.UTF8.GetByteCount(expression) > Longest)
        {
            errors.TooLong(path, Longest);
            return;
        }

        var compiled = CelCompilation.Compile(expression, Environment);
        if (compiled.Error is { } error)
        {
            errors.Invalid(path, expression, $"compilation failed: {error}");
        }
        else if (!compiled.Output.Equals(CelType.Bool) && !compiled.Output.IsDynOrError)
        {
            errors.Invalid(path, expression, $"must evaluate to bool or the unknown type, not {compiled.Output}");
        }
    }

    private static CelType ByDomain(CelType value) => CelType.Map(CelType.String, CelType.Map(CelType.String, value));
}
