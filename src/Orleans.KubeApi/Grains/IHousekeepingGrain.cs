namespace Orleans.KubeApi.Grains;

/// <summary>Work that somebody in the cluster has to do now and then. Key: "cluster".</summary>
[Alias("kubeapi.IHousekeepingGrain")]
internal interface IHousekeepingGrain : IGrainWithStringKey
{
    /// <summary>Every silo calls it every few seconds; the one activation does what is due.</summary>
    [Alias("Tick")]
    Task Tick();
}
