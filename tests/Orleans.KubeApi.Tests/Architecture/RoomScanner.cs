using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Orleans.KubeApi.Tests.Architecture;

/// <summary>
/// Reads from a compiled assembly which types each room uses: in signatures, fields, attributes and method bodies, async ones included
/// (their bodies are in nested types). Compiled code is read because our namespace is a child of <c>Orleans</c>: its types need no using
/// directive.
/// </summary>
internal static class RoomScanner
{
    private const string Root = "Orleans.KubeApi.";

    /// <summary>All uses of types outside the user's own room, each pair of types once. System types are left out.</summary>
    public static IReadOnlyList<RoomUse> Scan(Stream assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters(ReadingMode.Immediate));
        var uses = new HashSet<RoomUse>();
        foreach (var type in module.Types)
        {
            if (RoomOf(type.FullName) is { } room)
            {
                foreach (var used in UsedBy(type).Where(used =>
                    RoomOf(used) != room && !used.StartsWith("System.", StringComparison.Ordinal)))
                {
                    uses.Add(new RoomUse(room, type.FullName, used));
                }
            }
        }

        return [.. uses.OrderBy(use => use.User, StringComparer.Ordinal).ThenBy(use => use.Used, StringComparer.Ordinal)];
    }

    /// <summary>The room of a type of ours; null for others. Code that Orleans generates lives outside our namespace.</summary>
    public static string? RoomOf(string fullName)
    {
        if (!fullName.StartsWith(Root, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = fullName[Root.Length..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : rest[..dot];
    }

    private static IEnumerable<string> UsedBy(TypeDefinition type) => References(type).SelectMany(Parts).Select(Outermost).Distinct();

    private static IEnumerable<TypeReference?> References(TypeDefinition type)
    {
        IEnumerable<TypeReference?> own =
        [
            type.BaseType,
            .. type.Interfaces.Select(i => i.InterfaceType),
            .. type.Fields.Select(f => f.FieldType),
            .. Attributes(type),
            .. type.Fields.SelectMany(Attributes),
            .. type.Properties.SelectMany(Attributes),
            .. type.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType),
        ];
        return own.Concat(type.Methods.SelectMany(OfMethod)).Concat(type.NestedTypes.SelectMany(References));
    }

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method)
    {
        IEnumerable<TypeReference?> signature =
        [
            method.ReturnType,
            .. method.Parameters.Select(p => p.ParameterType),
            .. Attributes(method),
            .. method.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType),
        ];
        return method.HasBody
            ? signature
                .Concat(method.Body.Variables.Select(v => v.VariableType))
                .Concat(method.Body.ExceptionHandlers.Select(h => h.CatchType))
                .Concat(method.Body.Instructions.SelectMany(OfInstruction))
            : signature;
    }

    private static IEnumerable<TypeReference?> OfInstruction(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method =>
        [
            method.DeclaringType,
            method.ReturnType,
            .. method.Parameters.Select(p => p.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ],
        _ => [],
    };

    /// <summary>The types that a type is made of: element types and generic arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => Parts(generic.ElementType).Concat(generic.GenericArguments.SelectMany(Parts)),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static string Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.FullName;
    }
}
