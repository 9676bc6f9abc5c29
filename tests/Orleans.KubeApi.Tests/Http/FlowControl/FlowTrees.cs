using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

/// <summary>Levels and schemas for tests.</summary>
internal static class FlowTrees
{
    public static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));

    public static ObjectNode LevelTree(string name, int queueLength = 10) => Parse(
        $$$"""
        {"metadata":{"name":"{{{name}}}","uid":"uid-{{{name}}}"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":10,
        "limitResponse":{"type":"Queue","queuing":{"queues":4,"handSize":2,"queueLengthLimit":{{{queueLength}}}} } } } }
        """);

    public static ObjectNode SchemaTree(string name, string level, string user, int precedence) => Parse(
        $$$"""
        {"metadata":{"name":"{{{name}}}","uid":"uid-{{{name}}}"},"spec":{"priorityLevelConfiguration":{"name":"{{{level}}}"},
        "matchingPrecedence":{{{precedence}}},"distinguisherMethod":{"type":"ByUser"},
        "rules":[{"subjects":[{"kind":"User","user":{"name":"{{{user}}}"}}],"resourceRules":[
        {"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"],"clusterScope":true}]}]}}
        """);
}
