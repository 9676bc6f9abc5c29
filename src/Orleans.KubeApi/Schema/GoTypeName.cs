using System.Text;

namespace Orleans.KubeApi.Schema;

/// <summary>Turns full type names into what Go's <c>reflect.Type.String()</c> prints.</summary>
internal static class GoTypeName
{
    /// <summary><c>map[string]io.k8s.api.core.v1.Taint</c> → <c>map[string]v1.Taint</c>; plain Go types stay.</summary>
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] is '[' or ']' or '*')
            {
                result.Append(Short(text[start..i]));
                if (i < text.Length)
                {
                    result.Append(text[i]);
                }

                start = i + 1;
            }
        }

        return result.ToString();
    }

    private static string Short(string word)
    {
        var dot = word.LastIndexOf('.');
        var before = dot > 0 ? word.LastIndexOf('.', dot - 1) : -1;
        return word switch
        {
            "byte" => "uint8",
            "any" => "interface {}",
            _ => before < 0 ? word : word[(before + 1)..],
        };
    }
}
