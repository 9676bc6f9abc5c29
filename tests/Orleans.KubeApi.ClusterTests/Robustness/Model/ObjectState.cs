namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>
/// Everything that the traffic puts into one object. <c>Tag</c> names the write that made this version and is unique in a history;
/// <c>V</c> is set by create and update only, <c>P</c> also by patch, so that a patch that lost the rest of the object is seen.
/// </summary>
internal sealed record ObjectState(string Uid, long Revision, string Tag, string V, string P, string Team);
