namespace Orleans.KubeApi.Admission;

/// <summary>This run of an operation can't count; its caller runs it again when what it lacks is there.</summary>
internal sealed class RunAgainException : Exception;
