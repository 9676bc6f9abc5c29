namespace Orleans.KubeApi.Grains;

/// <summary>The single writer of one object. Key: "cluster/group/resource/namespace/name".</summary>
[Alias("kubeapi.IResourceObjectGrain")]
internal interface IResourceObjectGrain : IGrainWithStringKey
{
    /// <summary>Runs one write on the current version; answers when it is durable. Refusals are replies.</summary>
    [Alias("Write")]
    Task<WriteReply> Write(WriteMessage message);
}
