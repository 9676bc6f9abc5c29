using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Network;

public sealed class NetworkRulesTests
{
    [Theory]
    [InlineData("/services", """{"spec":{"ports":[{"port":1},{"port":1,"name":"b"}]}}""",
        """
        spec.ports[0].name: Required value
        spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":1,"TargetPort":0,"NodePort":0}
        """)]
    [InlineData("/services", """{"spec":{"type":"ClusterIP","loadBalancerClass":"x","healthCheckNodePort":3,"externalTrafficPolicy":"Local","ports":[{"port":1,"targetPort":"--"}]}}""",
        """
        spec.ports[0].targetPort: Invalid value: "--": must contain at least one letter (a-z)
        spec.ports[0].targetPort: Invalid value: "--": must not contain consecutive hyphens
        spec.ports[0].targetPort: Invalid value: "--": must not begin or end with a hyphen
        spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'
        spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services
        spec.healthCheckNodePort: Invalid value: 3: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'
        """)]
    [InlineData("/services", """{"spec":{"type":"ExternalName","clusterIP":"10.0.0.1","externalIPs":["127.0.0.1","x"],"sessionAffinity":"Maybe"}}""",
        """
        spec.clusterIPs: Forbidden: may not be set for ExternalName services
        spec.externalName: Required value
        spec.sessionAffinity: Unsupported value: "Maybe": supported values: "ClientIP", "None"
        spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
        spec.externalIPs[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
        """)]
    [InlineData("/endpoints", """{"subsets":[{"ports":[{"port":1,"protocol":"X"}]},{"addresses":[{"ip":"0.0.0.0","hostname":"A"}]}]}""",
        """
        subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`
        subsets[0].ports[0].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"
        subsets[1].addresses[0].hostname: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
        subsets[1].addresses[0].ip: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)
        """)]
    [InlineData("discovery.k8s.io/endpointslices", """{"addressType":"IPv6","endpoints":[{"addresses":["10.0.0.1"],"hints":{"forZones":[{"name":"a"},{"name":"a"}]}}]}""",
        """
        endpoints[0].addresses[0]: Invalid value: "10.0.0.1": must be an IPv6 address
        endpoints[0].hints.forZones[1].name: Duplicate value: "a"
        """)]
    [InlineData("discovery.k8s.io/endpointslices", """{"addressType":"FQDN","endpoints":[{"addresses":["a"]}]}""",
        "endpoints[0].addresses[0]: Invalid value: \"a\": should be a domain with at least two segments separated by dots")]
    [InlineData("networking.k8s.io/ingresses", """{"spec":{"rules":[{"host":"1.2.3.4","http":{"paths":[{"path":"x","pathType":"Exact","backend":{}}]}}],"tls":[{"hosts":["*"],"secretName":"B"}]}}""",
        """
        spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address
        spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path
        spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required
        spec.tls[0].hosts[0]: Invalid value: "*": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
        spec.tls[0].secretName: Invalid value: "B": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
        """)]
    [InlineData("networking.k8s.io/ingressclasses/", """{"spec":{"controller":"x","parameters":{"kind":"K","name":"n","namespace":"m"}}}""",
        """
        spec.controller: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")
        spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'
        """)]
    [InlineData("networking.k8s.io/networkpolicies", """{"spec":{"podSelector":{"matchExpressions":[{"key":"a","operator":"In"},{"key":"a","operator":"Near"}]},"egress":[{"ports":[{"endPort":7}]}]}}""",
        """
        spec.podSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'
        spec.podSelector.matchExpressions[1].operator: Invalid value: "Near": not a valid selector operator
        spec.egress[0].ports[0].endPort: Invalid value: 7: may not be specified when `port` is not specified
        """)]
    [InlineData("networking.k8s.io/servicecidrs/", """{"spec":{"cidrs":["10.0.0.0/24","10.1.0.0/24"]}}""",
        """spec.cidrs: Invalid value: ["10.0.0.0/24","10.1.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64""")]
    [InlineData("networking.k8s.io/ipaddresses/", """{"spec":{"parentRef":{"resource":"services"}}}""",
        """
        metadata.name: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
        spec.parentRef.name: Required value
        """)]
    public void Create_WrongObject_HasTheOriginalsCauses(string resource, string body, string causes) =>
        Assert.Equal(causes.ReplaceLineEndings("\n"), NetworkCase.Causes(NetworkCase.Create(resource, Named(body))));

    [Theory]
    [InlineData("/services", """{"spec":{"type":"LoadBalancer","sessionAffinity":"ClientIP","ports":[{"port":80,"targetPort":0}]}}""",
        """{"ports":[{"protocol":"TCP","port":80,"targetPort":80,"nodePort":32769}],"clusterIP":"10.0.0.0","clusterIPs":["10.0.0.0"],"type":"LoadBalancer","sessionAffinity":"ClientIP","externalTrafficPolicy":"Cluster","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":10800}},"ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","allocateLoadBalancerNodePorts":true,"internalTrafficPolicy":"Cluster"}""")]
    [InlineData("/services", """{"spec":{"clusterIP":"None","ports":[{"port":80,"targetPort":"web"}]}}""",
        """{"ports":[{"protocol":"TCP","port":80,"targetPort":"web"}],"clusterIP":"None","clusterIPs":["None"],"type":"ClusterIP","sessionAffinity":"None","ipFamilies":["IPv4","IPv6"],"ipFamilyPolicy":"RequireDualStack","internalTrafficPolicy":"Cluster"}""")]
    [InlineData("networking.k8s.io/networkpolicies", """{"spec":{"podSelector":{},"egress":[{"ports":[{"port":1}]}]}}""",
        """{"podSelector":{},"egress":[{"ports":[{"protocol":"TCP","port":1}]}],"policyTypes":["Ingress","Egress"]}""")]
    [InlineData("networking.k8s.io/ingressclasses/", """{"spec":{"controller":"a.b/c","parameters":{"kind":"K","name":"n"}}}""",
        """{"controller":"a.b/c","parameters":{"kind":"K","name":"n","scope":"Cluster"}}""")]
    public void Create_LeavesFieldsOut_GetsTheDefaults(string resource, string body, string spec)
    {
        var made = NetworkCase.Create(resource, Named(body));
        Assert.Equal("", NetworkCase.Causes(made));
        Assert.Equal(spec, made.Tree!.Object("spec")!.ToString());
    }

    [Theory]
    [InlineData("networking.k8s.io/ingressclasses/", """{"spec":{"controller":"a.b/c"}}""", """{"spec":{"controller":"a.b/d"}}""",
        "spec.controller: Invalid value: \"a.b/d\": field is immutable")]
    [InlineData("discovery.k8s.io/endpointslices", """{"addressType":"IPv4","endpoints":[]}""", """{"addressType":"IPv6","endpoints":[]}""",
        "addressType: Invalid value: \"IPv6\": field is immutable")]
    [InlineData("networking.k8s.io/servicecidrs/", """{"spec":{"cidrs":["10.0.0.0/24"]}}""", """{"spec":{"cidrs":["10.1.0.0/24"]}}""",
        "spec.cidrs[0]: Invalid value: \"10.1.0.0/24\": field is immutable")]
    [InlineData("networking.k8s.io/servicecidrs/", """{"spec":{"cidrs":["10.0.0.0/24"]}}""", """{"spec":{"cidrs":["10.0.0.0/24","fd00::/64"]}}""", "")]
    [InlineData("/services", """{"spec":{"type":"LoadBalancer","loadBalancerClass":"x","ports":[{"port":1}]}}""",
        """{"spec":{"type":"LoadBalancer","loadBalancerClass":"y","ports":[{"port":1}]}}""",
        "spec.loadBalancerClass: Invalid value: \"y\": may not change once set")]
    public void Update_WhatNeverChanges_IsRefused(string resource, string before, string after, string causes)
    {
        var old = NetworkCase.Create(resource, Named(before)).Tree!;
        Assert.Equal(causes, NetworkCase.Causes(NetworkCase.Update(resource, old, Named(after))));
    }

    [Theory]
    [InlineData("/services", """{"metadata":{"name":"a"},"spec":{"externalIPs":["10.0.0.1"],"externalName":"x","ports":[{"port":1}],"trafficDistribution":"PreferClose"}}""",
        """
        spec.externalIPs is deprecated and may no longer be implemented in some clusters
        spec.externalName is ignored when spec.type is not "ExternalName"
        spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"
        """)]
    [InlineData("networking.k8s.io/ingresses", """{"metadata":{"name":"a","annotations":{"kubernetes.io/ingress.class":"x"}},"spec":{"defaultBackend":{"service":{"name":"s","port":{"number":1}}}}}""",
        "annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead")]
    public void Create_Questionable_Warns(string resource, string body, string warnings) =>
        Assert.Equal(warnings.ReplaceLineEndings("\n"), string.Join('\n', NetworkCase.Create(resource, body).Warnings));

    [Fact]
    public void UpdateStatus_BalancerOfAnotherType_IsForbidden()
    {
        var old = NetworkCase.Create("/services", Named("""{"spec":{"ports":[{"port":1}]}}""")).Tree!;
        var outcome = NetworkCase.Update(
            "/services", old, Named("""{"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}"""), subresource: "status");
        Assert.Equal("status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
            NetworkCase.Causes(outcome));
    }

    [Fact]
    public void Create_EndpointsOfTwoSubsets_AreGroupedAndOrdered()
    {
        var made = NetworkCase.Create("/endpoints", Named(
            """
            {"subsets":[
              {"addresses":[{"ip":"10.0.0.10"},{"ip":"10.0.0.9"}],"ports":[{"port":80,"name":"a"}]},
              {"notReadyAddresses":[{"ip":"10.0.0.2"}],"ports":[{"port":80,"name":"a"}]}]}
            """));
        Assert.Equal(
            """[{"addresses":[{"ip":"10.0.0.9"},{"ip":"10.0.0.10"}],"notReadyAddresses":[{"ip":"10.0.0.2"}],"ports":[{"name":"a","port":80,"protocol":"TCP"}]}]""",
            made.Tree!["subsets"]!.ToString());
    }

    [Fact]
    public void Update_LabelsOfASlice_CountAsSpec()
    {
        var old = NetworkCase.Create("discovery.k8s.io/endpointslices", Named("""{"addressType":"IPv4","endpoints":[]}""")).Tree!;
        var next = NetworkCase.Update(
            "discovery.k8s.io/endpointslices", old, """{"metadata":{"name":"a","labels":{"x":"y"}},"addressType":"IPv4","endpoints":[]}""");
        Assert.Equal(2, next.Tree!.Object("metadata")!.Integer("generation"));
    }

    private static string Named(string body)
    {
        var tree = (ObjectNode)NodeReader.Parse(System.Text.Encoding.UTF8.GetBytes(body));
        tree.Child("metadata").Set("name", "a");
        return tree.ToString();
    }
}
