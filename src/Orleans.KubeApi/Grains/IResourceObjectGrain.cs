namespace Orleans.KubeApi.Grains;

/// <summary>The single writer of one object. Key: "cluster/group/resource/namespace/name".</summary>
[Alias("kubeapi.IResourceObjectGrain")]
internal interface IResourceObjectGrain : IGrainWithStringKey
{
    /// <summary>
    /// Runs one write on the current version; answers when it is durable. Refusals are replies. Webhooks may take a request's whole time.
    /// </summary>
    [Alias("Write"), ResponseTimeout("00:01:05")]
    Task<WriteReply> Write(WriteMessage message);
}
