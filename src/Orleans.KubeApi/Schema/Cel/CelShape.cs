using Call = Orleans.KubeApi.Schema.Cel.CelExpression.Call;
using Fold = Orleans.KubeApi.Schema.Cel.CelExpression.Fold;
using ListLiteral = Orleans.KubeApi.Schema.Cel.CelExpression.ListLiteral;
using MapLiteral = Orleans.KubeApi.Schema.Cel.CelExpression.MapLiteral;
using Select = Orleans.KubeApi.Schema.Cel.CelExpression.Select;
using StructLiteral = Orleans.KubeApi.Schema.Cel.CelExpression.StructLiteral;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// Whether a tree is small enough for those that walk it by recursion. Walks without recursion itself: before this check a tree may be as
/// deep as its text is long, and a chain of macros that write their target twice doubles it with each.
/// </summary>
internal static class CelShape
{
    // Of cel-go: operators, selections, indexes and member calls within each other (parser.checkAndIncrementRecursionDepth).
    private const int Deepest = 250;

    // Ours: some times more than the longest text has without such macros. cel-go walks any number.
    private const int MostNodes = 500_000;

    /// <summary>What is wrong with the tree; null if nothing is.</summary>
    public static string? Complaint(CelExpression tree)
    {
        var open = new Stack<(CelExpression Node, int Depth)>();
        open.Push((tree, 0));
        for (var nodes = 0; open.TryPop(out var next); nodes++)
        {
            var (node, depth) = next;
            if (IsStep(node) && ++depth > Deepest)
            {
                return "max recursion depth exceeded";
            }

            if (nodes > MostNodes)
            {
                return "expression has too many nodes";
            }

            Push(node, depth, open);
        }

        return null;
    }

    // What macros write around their arguments doesn't count, as in cel-go, which counts what was written.
    private static bool IsStep(CelExpression node) => node switch
    {
        Select or Fold => true,
        Call call => call.Target is not null || call.Function is "_?_:_" or "@in" or "_[_]" or "_[?_]" or "_?._" or "_+_" or "_-_" or "_*_"
            or "_/_" or "_%_" or "_<_" or "_<=_" or "_>_" or "_>=_" or "_==_" or "_!=_",
        _ => false,
    };

    private static void Push(CelExpression node, int depth, Stack<(CelExpression Node, int Depth)> open)
    {
        switch (node)
        {
            case Select select:
                open.Push((select.Operand, depth));
                break;
            case Call call:
                if (call.Target is { } target)
                {
                    open.Push((target, depth));
                }

                foreach (var argument in call.Arguments)
                {
                    open.Push((argument, depth));
                }

                break;
            case ListLiteral list:
                foreach (var (value, _) in list.Elements)
                {
                    open.Push((value, depth));
                }

                break;
            case MapLiteral map:
                foreach (var (key, value, _) in map.Entries)
                {
                    open.Push((key, depth));
                    open.Push((value, depth));
                }

                break;
            case StructLiteral literal:
                foreach (var (_, _, value, _) in literal.Fields)
                {
                    open.Push((value, depth));
                }

                break;
            case Fold fold:
                open.Push((fold.Range, depth));
                open.Push((fold.Start, depth));
                open.Push((fold.Condition, depth));
                open.Push((Argument(fold.Step), depth));
                open.Push((fold.Result, depth));
                break;
        }
    }

    // The choice and the addition of a fold's step are the macro's; their arguments are not.
    private static CelExpression Argument(CelExpression step) =>
        step is Call { Function: "_?_:_" or "_+_", Target: null } call
            ? new ListLiteral(step.Offset, [.. call.Arguments.Select(a => (Inner(a), false))]) : step;

    private static CelExpression Inner(CelExpression argument) =>
        argument is Call { Function: "_+_", Arguments: [CelExpression.Identifier { Name: CelExpression.Accumulator }, var added] }
            ? added : argument;
}
