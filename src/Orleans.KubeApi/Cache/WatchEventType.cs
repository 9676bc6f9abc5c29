namespace Orleans.KubeApi.Cache;

/// <summary>Type of a watch event as one watcher sees it.</summary>
internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,
}
