namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>How many warnings of one list are collected: some times what the headers of an answer have room for (4096
/// characters).</summary>
internal static class WarningLimit
{
    /// <summary>The number.</summary>
    public const int Most = 500;
}
