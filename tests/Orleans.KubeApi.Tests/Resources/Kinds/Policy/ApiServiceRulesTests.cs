using Orleans.KubeApi.Tests.Resources.Kinds.Access;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Policy;

public sealed class ApiServiceRulesTests
{
    private const string Group = "apiregistration.k8s.io";
    private const string Resource = "apiservices";
    private const string Priorities = """ "groupPriorityMinimum":1,"versionPriority":1 """;

    [Fact]
    public void Create_AnsweredByThisServer_IsAvailableAtOnce() => Assert.Equal("""
        {"conditions":[{"type":"Available","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z","reason":"Local","message":
        "Local APIServices are always available"}]}
        """.ReplaceLineEndings(""), Status(""));

    [Fact]
    public void Create_AnsweredByAService_IsNotYetAvailable() =>
        Assert.Equal("{}", Status(""" ,"service":{"name":"s","namespace":"n"} """));

    [Theory]
    [InlineData("v1.", "", "v1", "", "")]
    [InlineData("v2.", "", "v2", "", "spec.group: Required value: only v1 may have an empty group and it better be legacy kube")]
    [InlineData("v1.a", "a", "v1", """ ,"caBundle":"QUJDRA==" """,
        "spec.caBundle: Invalid value: \"4 bytes\": local APIServices may not have a caBundle")]
    public void Create_Spec_IsChecked(string name, string group, string version, string rest, string causes) => Assert.Equal(
        causes, AccessCase.Causes(AccessCase.Create(
            Group, Resource, $$""" "spec":{"group":"{{group}}","version":"{{version}}",{{Priorities}}{{rest}}} """, name)));

    private static string Status(string rest) => AccessCase.Made(
        Group, Resource, $$""" "spec":{"group":"a","version":"v1",{{Priorities}}{{rest}}} """, "v1.a").Object("status")?.ToString() ?? "{}";
}
