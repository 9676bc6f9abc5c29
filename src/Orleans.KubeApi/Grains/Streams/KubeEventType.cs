namespace Orleans.KubeApi.Grains.Streams;

/// <summary>What happened to an object, as a watch tells it.</summary>
public enum KubeEventType
{
    /// <summary>The object came into being, or into the selector.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or left the selector; the event carries its last state.</summary>
    Deleted,
}
