namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>A most recent read of one object; <c>Result</c> null means 404. Reads that failed otherwise are not recorded.</summary>
internal sealed record GetOperation(int Client, long Start, long End, string Key, ObjectState? Result);
