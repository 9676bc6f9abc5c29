using System.Text;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>A complete answer.</summary>
internal sealed record Answer(int Code, IHeaderDictionary Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public ObjectNode Json => (ObjectNode)NodeReader.Parse(Bytes);

    public string? Message => Json.Text("message");

    public IEnumerable<string?> Names => Json.Array("items")!.Items.Select(i => ((ObjectNode)i).Object("metadata")!.Text("name"));
}
