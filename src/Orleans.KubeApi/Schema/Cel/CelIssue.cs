namespace Orleans.KubeApi.Schema.Cel;

/// <summary>Something wrong at a place of an expression.</summary>
/// <param name="Offset">UTF-16 offset in the text.</param>
/// <param name="Message">The message without place.</param>
internal readonly record struct CelIssue(int Offset, string Message);
