using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>Variables of a policy: each may name those before it.</summary>
internal static partial class PolicyVariables
{
    private static readonly HashSet<string> Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    ];

    /// <summary>Checks and declares the variables of a spec.</summary>
    public static void Check(ObjectNode spec, PolicyExpressions compiler, PolicyScope scope, FieldPath path, FieldErrors errors)
    {
        foreach (var (i, variable) in spec.ObjectsOf("variables"))
        {
            var at = path.Index(i);
            var name = variable.Str("name");
            if (string.IsNullOrWhiteSpace(name))
            {
                errors.Required(at.Child("name"), "name is not specified");
            }
            else if (!IdentifierForm().IsMatch(name) || Reserved.Contains(name))
            {
                errors.Invalid(at.Child("name"), name, "must be a valid CEL identifier");
            }

            var expression = variable.Str("expression");
            if (string.IsNullOrWhiteSpace(expression))
            {
                errors.Required(at.Child("expression"), "expression is not specified");
            }
            else
            {
                compiler.Declare(name, compiler.Check(expression, expression, scope, [], at.Child("expression"), errors));
            }
        }
    }

    [GeneratedRegex(@"\A[_a-zA-Z][_a-zA-Z0-9]*\z")]
    private static partial Regex IdentifierForm();
}
