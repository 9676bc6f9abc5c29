using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>Plug-ins that are off by default, switched on at a server of the test's own.</summary>
public sealed class PluginOptionTests
{
    [Fact]
    public async Task Serve_PluginsNamedOnTheCommandLine_AreInForce()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        folder.Write("security.yaml", "apiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\n"
            + "defaults:\n  enforce: baseline\nexemptions:\n  namespaces: [free]\n");
        folder.Write("admission.yaml", "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n"
            + "plugins:\n- name: PodSecurity\n  path: security.yaml\n");
        await using var server = await KubeServer.StartNewAsync(
            new KubeServerOptions
            {
                MoreTokens = ["t-node,system:node:n1,4,\"system:nodes\""],
                MoreArguments =
                [
                    "--enable-admission-plugins", "NodeRestriction,AlwaysPullImages,DenyServiceExternalIPs,NamespaceAutoProvision",
                    "--disable-admission-plugins", "DefaultTolerationSeconds", "--admission-control-config-file",
                    folder.File("admission.yaml"),
                ],
            },
            cancellation);

        var pod = await server.Client.PostAsync("/api/v1/namespaces/made/pods", Pod("p", "{}"), cancellation);
        var refused = await server.Client.PostAsync("/api/v1/namespaces/made/pods", Pod("q", """{"privileged":true}"""), cancellation);
        var free = await server.Client.PostAsync("/api/v1/namespaces/free/pods", Pod("q", """{"privileged":true}"""), cancellation);
        var service = await server.Client.PostAsync("/api/v1/namespaces/made/services",
            """{"metadata":{"name":"s"},"spec":{"externalIPs":["1.2.3.4"],"ports":[{"port":80}]}}""", cancellation);

        Assert.Equal("Always", pod.MustBe(201).Json["spec"]!["containers"]![0]!["imagePullPolicy"]!.GetValue<string>());
        Assert.Null(pod.Json["spec"]!["tolerations"]);
        Assert.Contains("violates PodSecurity \"baseline:latest\": privileged", refused.MustBe(403).Message, StringComparison.Ordinal);
        free.MustBe(201);
        Assert.Contains("Use of external IPs is denied", service.MustBe(403).Message, StringComparison.Ordinal);
    }

    private static string Pod(string name, string context) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"i:1","securityContext":{{{context}}}}]}}""";
}
