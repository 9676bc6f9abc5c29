namespace Orleans.KubeApi.Grains;

/// <summary>A user on the way to another silo.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.user")]
internal struct UserMessage
{
    [Id(0)] public string Name;

    [Id(1)] public string Uid;

    [Id(2)] public string[] Groups;

    [Id(3)] public KeyValuePair<string, string[]>[] Extra;
}
