using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orleans.KubeApi.Tests.Architecture;

/// <summary>The budgets of a source file.</summary>
internal static class TidyRules
{
    private const int MethodLines = 70;
    private const int FileLines = 500;
    private const int LineColumns = 140;

    /// <summary>
    /// All complaints about a file, each one line without line numbers, so that a ratchet doesn't move with the text above.
    /// </summary>
    public static IReadOnlyList<string> Check(string path, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text);
        var root = tree.GetCompilationUnitRoot();
        var complaints = new List<string>();
        CheckLines(text, root, complaints);
        CheckTypes(path, root, complaints);
        CheckMethods(root, complaints);
        if (root.DescendantTrivia(descendIntoTrivia: true).Any(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)))
        {
            complaints.Add("a #region: split the file instead");
        }

        if (root.Members.OfType<NamespaceDeclarationSyntax>().Any())
        {
            complaints.Add("a namespace in braces: use a file-scoped one");
        }

        return [.. complaints.Select(complaint => $"{path}: {complaint}")];
    }

    private static void CheckLines(string text, CompilationUnitSyntax root, List<string> complaints)
    {
        var lines = text.Split('\n');
        var count = text.EndsWith('\n') ? lines.Length - 1 : lines.Length;
        if (count > FileLines)
        {
            complaints.Add($"more than {FileLines} lines");
        }

        var texts = root.DescendantNodes(static node => node is not InterpolatedStringExpressionSyntax)
            .Where(node => node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression)
                || node.IsKind(SyntaxKind.Utf8StringLiteralExpression))
            .Select(node => node.Span)
            .ToList();
        var start = 0;
        foreach (var line in lines)
        {
            // A text isn't cut in pieces for the sake of the budget: nobody would find it again.
            if (line.TrimEnd('\r').Length > LineColumns && !texts.Any(text => text.Contains(start + LineColumns - 1)))
            {
                complaints.Add($"a line of more than {LineColumns} columns");
                break;
            }

            start += line.Length + 1;
        }
    }

    private static void CheckTypes(string path, CompilationUnitSyntax root, List<string> complaints)
    {
        var types = root.Members
            .SelectMany(member => member is BaseNamespaceDeclarationSyntax space ? space.Members.AsEnumerable() : [member])
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Select(member => member is DelegateDeclarationSyntax @delegate ? @delegate.Identifier.Text
                : ((BaseTypeDeclarationSyntax)member).Identifier.Text)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (types.Count > 1)
        {
            complaints.Add($"more than one top-level type: {string.Join(", ", types)}");
        }

        // A part of a partial type may say which part it is: Parser.Numbers.cs.
        var name = Path.GetFileName(path).Split('.')[0];
        if (types is [var only] && !only.Equals(name, StringComparison.Ordinal))
        {
            complaints.Add($"type {only} in a file of another name");
        }
    }

    private static void CheckMethods(CompilationUnitSyntax root, List<string> complaints)
    {
        foreach (var node in root.DescendantNodes())
        {
            var name = node switch
            {
                MethodDeclarationSyntax method => method.Identifier.Text,
                ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
                LocalFunctionStatementSyntax local => local.Identifier.Text,
                AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
                OperatorDeclarationSyntax @operator => @operator.OperatorToken.Text,
                _ => null,
            };
            if (name is not null)
            {
                var span = node.SyntaxTree.GetLineSpan(node.Span);
                if (span.EndLinePosition.Line - span.StartLinePosition.Line + 1 > MethodLines)
                {
                    complaints.Add($"{name} has more than {MethodLines} lines");
                }
            }
        }
    }
}
