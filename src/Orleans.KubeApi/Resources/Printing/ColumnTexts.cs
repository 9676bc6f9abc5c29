namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Resolves the descriptions of columns.</summary>
internal static class ColumnTexts
{
    /// <summary>The description as the API sends it.</summary>
    public static string Of(Column column) => column.Text;
}
