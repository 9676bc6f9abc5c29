using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Catalog;

public class VersionConversionTests
{
    private static readonly ResourceCatalog Built = BuiltInCatalog.Load();

    [Fact]
    public void Event_OfNewGroup_IsStoredAsCoreEventAndComesBack()
    {
        var type = Built.Find("events.k8s.io", "v1", "events")!;
        const string Given = """
            {"kind":"Event","apiVersion":"events.k8s.io/v1","metadata":{"name":"e"},"eventTime":"2001-02-03T04:05:06.000007Z",
            "series":{"count":2,"lastObservedTime":"2001-02-03T04:05:07.000000Z"},"reportingController":"c","reportingInstance":"i",
            "action":"A","reason":"R",
            "regarding":{"kind":"Pod"},"related":{"kind":"Node"},"note":"n","type":"Warning","deprecatedSource":{"host":"h"},
            "deprecatedFirstTimestamp":null,"deprecatedLastTimestamp":null,"deprecatedCount":3}
            """;
        var stored = type.ToStorage!(Parse(Given));
        Assert.Equal("""
            {"kind":"Event","apiVersion":"v1","metadata":{"name":"e"},"involvedObject":{"kind":"Pod"},"reason":"R","message":"n",
            "source":{"host":"h"},
            "firstTimestamp":null,"lastTimestamp":null,"count":3,"type":"Warning","eventTime":"2001-02-03T04:05:06.000007Z",
            "series":{"count":2,"lastObservedTime":"2001-02-03T04:05:07.000000Z"},"action":"A","related":{"kind":"Node"},
            "reportingComponent":"c","reportingInstance":"i"}
            """.ReplaceLineEndings(""), stored.ToString());
        Assert.Equal(Given.ReplaceLineEndings(""), type.FromStorage!(stored).ToString());
    }

    [Fact]
    public void Event_StoredEmptyMembers_FollowTheRulesOfTheOtherVersion() => Assert.Equal("""
        {"kind":"Event","apiVersion":"events.k8s.io/v1","metadata":{},"eventTime":null,"regarding":{},"deprecatedSource":{},
        "deprecatedFirstTimestamp":null,"deprecatedLastTimestamp":null}
        """.ReplaceLineEndings(""), Built.Find("events.k8s.io", "v1", "events")!.FromStorage!(
            Parse("""{"metadata":{},"involvedObject":{},"source":{},"reportingComponent":"","reportingInstance":""}""")).ToString());

    [Fact]
    public void Autoscaler_WithCpuTarget_IsAMetricInStorage()
    {
        var type = Built.Find("autoscaling", "v1", "horizontalpodautoscalers")!;
        const string Given = """
            {"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v1","metadata":{"name":"h"},
            "spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},
            "minReplicas":1,"maxReplicas":4,"targetCPUUtilizationPercentage":70},"status":{"currentReplicas":0,"desiredReplicas":0}}
            """;
        var stored = type.ToStorage!(Parse(Given));
        Assert.Equal("""
            {"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2","metadata":{"name":"h"},
            "spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},
            "minReplicas":1,"maxReplicas":4,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization",
            "averageUtilization":70}}}]},
            "status":{"desiredReplicas":0,"currentMetrics":null}}
            """.ReplaceLineEndings(""), stored.ToString());
        Assert.Equal(Given.ReplaceLineEndings(""), type.FromStorage!(stored).ToString());
    }

    [Fact]
    public void Autoscaler_OfTheOtherMetrics_TravelsInAnnotations()
    {
        var type = Built.Find("autoscaling", "v1", "horizontalpodautoscalers")!;
        var stored = Parse("""
            {"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2","metadata":{"name":"h","annotations":{"own":"kept"}},
            "spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":4,"metrics":[
            {"type":"Resource","resource":{"name":"memory","target":{"type":"Utilization","averageUtilization":60}}},
            {"type":"Object","object":{"describedObject":{"kind":"Service","name":"s"},"target":{"type":"Value","value":"10k"},
            "metric":{"name":"m"}}},
            {"type":"Pods","pods":{"metric":{"name":"p","selector":{"matchLabels":{"a":"b"}}},"target":{"type":"AverageValue",
            "averageValue":"1"}}},
            {"type":"External","external":{"metric":{"name":"x"},"target":{"type":"AverageValue","averageValue":"2"}}},
            {"type":"ContainerResource","containerResource":{"name":"cpu","target":{"type":"AverageValue","averageValue":"2"},
            "container":"c"}}],
            "behavior":{"scaleUp":{"stabilizationWindowSeconds":0,"selectPolicy":"Max","policies":[{"type":"Pods","value":4,
            "periodSeconds":15}]}}},
            "status":{"desiredReplicas":1,"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1",
            "averageUtilization":40}}}],
            "conditions":[{"type":"AbleToScale","status":"True","lastTransitionTime":"2024-01-01T00:00:00Z"}]}}
            """);
        var old = type.FromStorage!(stored);
        var annotations = old.Object("metadata")!.Object("annotations")!;
        Assert.Equal("kept", annotations.Text("own"));
        Assert.StartsWith(
            """
            [{"type":"Resource","resource":{"name":"memory","targetAverageUtilization":60}},{"type":"Object",
            "object":{"target":{"kind":"Service","name":"s"},"metricName":"m","targetValue":"10k"}}
            """.ReplaceLineEndings(""),
            annotations.Text("autoscaling.alpha.kubernetes.io/metrics"), StringComparison.Ordinal);
        Assert.Equal(
            """{"ScaleUp":{"StabilizationWindowSeconds":0,"SelectPolicy":"Max","Policies":[{"Type":"Pods","Value":4,"PeriodSeconds":15}]"""
            + ""","Tolerance":null},"ScaleDown":null}""",
            annotations.Text("autoscaling.alpha.kubernetes.io/behavior"));
        Assert.Equal(40, old.Object("status")!.Integer("currentCPUUtilizationPercentage"));
        Assert.Null(old.Object("spec")!["metrics"]);
        Assert.Equal(stored.ToString(), type.ToStorage!(old).ToString());
    }

    [Fact]
    public void Autoscaler_MalformedAnnotation_IsDropped()
    {
        var type = Built.Find("autoscaling", "v1", "horizontalpodautoscalers")!;
        var stored = type.ToStorage!(Parse("""
            {"metadata":{"annotations":{"autoscaling.alpha.kubernetes.io/metrics":"[{","autoscaling.alpha.kubernetes.io/behavior":"7"}},
            "spec":{"maxReplicas":1}}
            """));
        Assert.Null(stored.Object("metadata")!["annotations"]);
        Assert.Null(stored.Object("spec")!["metrics"]);
    }

    private static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));
}
