using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Pods;

public sealed class PodChecksTests
{
    [Theory]
    [InlineData("{'containers':[]}", "Required spec.containers")]
    [InlineData("{'restartPolicy':'x'}", "NotSupported spec.restartPolicy")]
    [InlineData("{'dnsPolicy':'None'}", "Required spec.dnsConfig")]
    [InlineData("{'dnsConfig':{'nameservers':['1.2.3']}}", "Invalid spec.dnsConfig.nameservers[0]")]
    [InlineData("{'dnsConfig':{'nameservers':['010.0.0.1']}}", "Invalid spec.dnsConfig.nameservers[0]")]
    [InlineData("{'dnsConfig':{'searches':['a_b.c','.','-','_sip._tcp.a','a_']}}",
        "Invalid spec.dnsConfig.searches[2]; Invalid spec.dnsConfig.searches[4]")]
    [InlineData("{'nodeSelector':{'a/b/c':'d'}}", "Invalid spec.nodeSelector")]
    [InlineData("{'activeDeadlineSeconds':0}", "Invalid spec.activeDeadlineSeconds")]
    [InlineData("{'hostname':'A','subdomain':'b.c'}", "Invalid spec.hostname; Invalid spec.subdomain")]
    [InlineData("{'hostnameOverride':'a','hostNetwork':true}", "Forbidden spec.hostnameOverride")]
    [InlineData("{'preemptionPolicy':'x'}", "NotSupported spec.preemptionPolicy")]
    [InlineData("{'readinessGates':[{'conditionType':'a b'}]}", "Invalid spec.readinessGates[0].conditionType")]
    [InlineData("{'schedulingGates':[{'name':'g'},{'name':'g'}]}", "Duplicate spec.schedulingGates[1]")]
    [InlineData("{'hostAliases':[{'ip':'x','hostnames':['_']}]}",
        "Invalid spec.hostAliases[0].ip; Invalid spec.hostAliases[0].hostnames[0]")]
    [InlineData("{'hostUsers':false,'hostPID':true}", "Forbidden spec.HostPID")]
    [InlineData("{'tolerations':[{'operator':'Equal'}]}", "Invalid spec.tolerations[0].operator")]
    [InlineData("{'tolerations':[{'key':'k','operator':'Gt','value':'1'}]}", "NotSupported spec.tolerations[0].operator")]
    [InlineData("{'tolerations':[{'key':'k','effect':'x'}]}", "NotSupported spec.tolerations[0].effect")]
    [InlineData("{'resourceClaims':[{'name':'r'}]}", "Invalid spec.resourceClaims[0]")]
    [InlineData("{'overhead':{'cpu':'-1'}}", "Invalid spec.overhead.limits[cpu]")]
    [InlineData("{'os':{'name':'windows'},'hostPID':true}", "Forbidden spec.hostPID")]
    [InlineData("{'os':{'name':'mac'}}", "NotSupported spec.os")]
    [InlineData("{'ephemeralContainers':[{'name':'e','image':'i'}]}", "Forbidden spec.ephemeralContainers")]
    [InlineData("{'securityContext':{'sysctls':[{'name':'a..b'}]}}", "Invalid spec.securityContext.sysctls[0].name")]
    [InlineData("{'hostNetwork':true,'securityContext':{'sysctls':[{'name':'net.x'}]}}", "Invalid spec.securityContext.sysctls[0].name")]
    [InlineData("{'securityContext':{'seccompProfile':{'type':'Localhost'}}}",
        "Required spec.securityContext.seccompProfile.localhostProfile")]
    [InlineData("{'securityContext':{'seLinuxChangePolicy':'MountOption'}}", "NotSupported spec.securityContext.seLinuxChangePolicy")]
    [InlineData("{'topologySpreadConstraints':[{'topologyKey':'k','whenUnsatisfiable':'x','minDomains':1}]}",
        "Invalid spec.topologySpreadConstraints[0].maxSkew; NotSupported spec.topologySpreadConstraints[0].whenUnsatisfiable; "
        + "Invalid spec.topologySpreadConstraints[0].minDomains")]
    [InlineData("{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[]}}}}",
        "Required spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms")]
    [InlineData("{'resources':{'limits':{'cpu':'1'}},'containers':[{'name':'c','image':'i','resources':{'limits':{'cpu':'2'}}}]}",
        "Invalid spec.resources.requests; Invalid spec.resources.containers[0][cpu].limits")]
    public void Create_BadSpec_NamesTheFields(string spec, string causes) =>
        Assert.Equal(causes, PodCase.Causes(PodCase.Create(spec)));

    [Theory]
    [InlineData("'name':''", "Required name")]
    [InlineData("'terminationMessagePolicy':'x'", "NotSupported terminationMessagePolicy")]
    [InlineData("'ports':[{'containerPort':70000,'name':'UP','protocol':'x'}]",
        "Invalid ports[0].name; Invalid ports[0].name; Invalid ports[0].containerPort; NotSupported ports[0].protocol")]
    [InlineData("'ports':[{'containerPort':1,'hostPort':5},{'containerPort':2,'hostPort':5}]", "Duplicate ports[1].hostPort")]
    [InlineData("'env':[{'value':'x'},{'name':'a','value':'b','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}}]",
        "Required env[0].name; Invalid env[1].valueFrom")]
    [InlineData("'env':[{'name':'a','valueFrom':{'fieldRef':{'fieldPath':'metadata.labels'}}}]",
        "NotSupported env[0].valueFrom.fieldRef.fieldPath")]
    [InlineData("'env':[{'name':'a','valueFrom':{'resourceFieldRef':{'resource':'limits.cpu','divisor':'2'}}}]",
        "Invalid env[0].valueFrom.resourceFieldRef.divisor")]
    [InlineData("'env':[{'name':'a','valueFrom':{'secretKeyRef':{'name':'s','key':'..'}}}]", "Invalid env[0].valueFrom.secretKeyRef.key")]
    [InlineData("'envFrom':[{}]", "Invalid envFrom")]
    [InlineData("'volumeMounts':[{'name':'x','mountPath':'/a','subPath':'../b'}]",
        "NotFound volumeMounts[0].name; Invalid volumeMounts.subPath")]
    [InlineData("'volumeDevices':[{'name':'v','devicePath':'/../x'}]",
        "Invalid volumeDevices[0].name; Invalid volumeDevices[0].devicePath")]
    [InlineData("'livenessProbe':{'exec':{},'httpGet':{'port':1}}", "Required livenessProbe.exec.command; Forbidden livenessProbe.httpGet")]
    [InlineData("'readinessProbe':{'terminationGracePeriodSeconds':1,'grpc':{'port':1}}",
        "Invalid readinessProbe.terminationGracePeriodSeconds")]
    [InlineData("'lifecycle':{'preStop':{'sleep':{'seconds':31}}}", "Invalid lifecycle.preStop.sleep")]
    [InlineData("'resources':{'requests':{'example.com/gpu':'1'}}", "Required resources.limits")]
    [InlineData("'resources':{'limits':{'example.com/gpu':'1500m'}}",
        "Invalid resources.limits[example.com/gpu]; Invalid resources.requests[example.com/gpu]")]
    [InlineData("'resources':{'limits':{'hugepages-2Mi':'3Mi','cpu':'1'}}",
        "Invalid resources.limits[hugepages-2Mi]; Invalid resources.requests[hugepages-2Mi]")]
    [InlineData("'resources':{'claims':[{'name':'x'}]}", "NotFound resources.claims[0]")]
    [InlineData("'resizePolicy':[{'resourceName':'x','restartPolicy':'NotRequired'}]", "NotSupported resizePolicy")]
    [InlineData("'restartPolicyRules':[{'action':'Restart'}]", "Required restartPolicy; Required restartPolicyRules[0].exitCodes")]
    [InlineData("'securityContext':{'procMount':'Unmasked'}", "Invalid securityContext.procMount")]
    [InlineData("'image':' i'", "Invalid image")]
    public void Create_BadContainer_NamesTheFields(string part, string causes)
    {
        var expected = string.Join("; ", causes.Split("; ").Select(c => c.Replace(" ", " spec.containers[0].", StringComparison.Ordinal)));
        var spec = $"{{'volumes':[{{'name':'v'}}],'containers':[{{'name':'c','image':'i',{part}}}]}}";
        Assert.Equal(expected, PodCase.Causes(PodCase.Create(spec)));
    }

    [Theory]
    [InlineData("'hostPath':{}", "Required hostPath.path")]
    [InlineData("'hostPath':{'path':'/a/../b','type':'x'}", "Invalid hostPath.path; NotSupported hostPath.type")]
    [InlineData("'secret':{'defaultMode':512}", "Required secret.secretName; Invalid secret.defaultMode")]
    [InlineData("'configMap':{'name':'c','items':[{'key':'k','path':'..x'}]}", "Invalid configMap.items[0].path")]
    [InlineData("'nfs':{'server':'s','path':'x'}", "Invalid nfs.path")]
    [InlineData("'csi':{'driver':''}", "Required csi.driver")]
    [InlineData("'gcePersistentDisk':{'partition':256}", "Required persistentDisk.pdName; Invalid persistentDisk.partition")]
    [InlineData("'downwardAPI':{'items':[{'path':'x'}]}", "Required downwardAPI")]
    [InlineData("'projected':{'sources':[{'secret':{}}]}", "Required projected.sources[0].secret.name")]
    [InlineData("'ephemeral':{'volumeClaimTemplate':{'spec':{'accessModes':['x']}}}",
        "NotSupported ephemeral.volumeClaimTemplate.spec.accessModes; Required ephemeral.volumeClaimTemplate.spec.resources[storage]")]
    [InlineData("'iscsi':{'targetPortal':'p','iqn':'x','lun':300}", "Invalid iscsi.iqn; Invalid iscsi.lun")]
    [InlineData("'azureDisk':{'diskName':'d','diskURI':'u','kind':'Managed'}", "NotSupported azureDisk.diskURI")]
    [InlineData("'flocker':{}", "Required flocker")]
    [InlineData("'fc':{'targetWWNs':['a']}", "Required fc.lun")]
    [InlineData("'image':{}", "Required image.reference")]
    public void Create_BadVolume_NamesTheFields(string source, string causes)
    {
        var expected = string.Join("; ", causes.Split("; ").Select(c => c.Replace(" ", " spec.volumes[0].", StringComparison.Ordinal)));
        Assert.Equal(expected, PodCase.Causes(PodCase.Create($"{{'volumes':[{{'name':'v',{source}}}]}}")));
    }

    [Theory]
    [InlineData("'livenessProbe':{'exec':{'command':['x']}}", "Forbidden spec.initContainers[0].livenessProbe")]
    [InlineData("'restartPolicy':'Always','livenessProbe':{'exec':{'command':['x']}}", "")]
    [InlineData("'restartPolicy':'x'", "NotSupported spec.initContainers[0].restartPolicy")]
    [InlineData("'name':'c'", "Duplicate spec.initContainers[0].name")]
    public void Create_InitContainer_IsCheckedByItsKind(string part, string causes) =>
        Assert.Equal(causes, PodCase.Causes(PodCase.Create($"{{'initContainers':[{{'name':'i','image':'i',{part}}}]}}")));

    [Fact]
    public void Create_OldAnnotations_AreCheckedAndTurnedIntoFields()
    {
        const string key = "container.apparmor.security.beta.kubernetes.io/";
        Assert.Equal($"Invalid metadata.annotations[{key}x]", PodCase.Causes(PodCase.Create("{}", $"{{'annotations':{{'{key}x':''}}}}")));
        var made = PodCase.Create("{}", $"{{'annotations':{{'{key}c':'runtime/default'}}}}");
        Assert.Contains("\"appArmorProfile\":{\"type\":\"RuntimeDefault\"}", made.Tree!.ToString(), StringComparison.Ordinal);
        Assert.Contains($"metadata.annotations[{key}c]: deprecated since v1.30; use the \"appArmorProfile\" field instead", made.Warnings);
    }

    [Theory]
    [InlineData("{}", "json: cannot unmarshal object into Go value of type []core.Toleration")]
    [InlineData("[{", "unexpected end of JSON input")]
    [InlineData("x", "invalid character 'x' looking for beginning of value")]
    public void Create_OldTolerationsThatAreNoList_AreRefusedInGosWords(string annotation, string wrong)
    {
        const string key = "scheduler.alpha.kubernetes.io/tolerations";
        var cause = PodCase.Create("{}", $"{{'annotations':{{'{key}':'{annotation}'}}}}").Error!.Details!.Causes!.Single();
        Assert.Equal(("metadata.annotations", $"Invalid value: \"{key}\": {wrong}"), (cause.Field, cause.Message));
    }

    [Theory]
    [InlineData("'allowPrivilegeEscalation':false,'capabilities':{'add':['CAP_SYS_ADMIN']}",
        """{"Capabilities":{"Add":["CAP_SYS_ADMIN"],"Drop":null},"Privileged":null,"SELinuxOptions":null,"WindowsOptions":null,"""
        + """ "RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"""
        + """ "ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set""")]
    [InlineData("'seccompProfile':{'type':'Unconfined','localhostProfile':'a'}",
        """{"Type":"Unconfined","LocalhostProfile":"a"}: can only be set when""")]
    public void Create_BadSecurityContext_IsShownAsTheInternalType(string context, string shown)
    {
        var made = PodCase.Create($"{{'containers':[{{'name':'c','image':'i','securityContext':{{{context}}}}}]}}");
        Assert.StartsWith($"Invalid value: {shown.Replace(" \"", "\"", StringComparison.Ordinal)}",
            made.Error!.Details!.Causes!.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_LabelKeys_AreMergedIntoSelectors()
    {
        const string spec = "{'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'k','whenUnsatisfiable':'DoNotSchedule',"
            + "'labelSelector':{},'matchLabelKeys':['a','absent']}]}";
        var made = PodCase.Create(spec, "{'labels':{'a':'b'}}");
        const string expected = """{"matchExpressions":[{"key":"a","operator":"In","values":["b"]}]}""";
        Assert.Contains(expected, made.Tree!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'requests':{'cpu':'1'}}", "Burstable")]
    [InlineData("{'limits':{'cpu':'1','memory':'1'}}", "Guaranteed")]
    [InlineData("{'requests':{'cpu':'1','memory':'1'},'limits':{'cpu':'2','memory':'1'}}", "Burstable")]
    [InlineData("{'limits':{'ephemeral-storage':'1'}}", "BestEffort")]
    public void Create_Resources_GiveTheQualityClass(string resources, string quality)
    {
        var made = PodCase.Create($"{{'containers':[{{'name':'c','image':'i','resources':{resources}}}]}}");
        Assert.Equal(quality, made.Tree!.Object("status")!.Text("qosClass"));
    }

    [Theory]
    [InlineData("{'containers':[{'name':'c','image':'i','env':[{'name':'A','value':'1'},{'name':'A','value':'2'}]}]}",
        "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply")]
    [InlineData("{'containers':[{'name':'c','image':'i','ports':[{'containerPort':1},{'containerPort':1}]}]}",
        "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]")]
    [InlineData("{'nodeSelector':{'beta.kubernetes.io/os':'linux'}}",
        "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead")]
    [InlineData("{'imagePullSecrets':[{'name':'a'},{'name':'a'}]}", "spec.imagePullSecrets[1].name: duplicate name \"a\"")]
    [InlineData("{'volumes':[{'name':'v','configMap':{'name':'m','items':[{'key':'a','path':'x'},{'key':'b','path':'x/y'}]}}]}",
        "volume \"v\" (ConfigMap \"m\"): overlapping paths: \"x/y\" with \"x\"")]
    [InlineData("{'volumes':[{'name':'v','gitRepo':{'repository':'r'}}]}",
        "spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+")]
    [InlineData("{'containers':[{'name':'c','image':'i','ports':[{'containerPort':1,'name':'web'}]},"
        + "{'name':'d','image':'i','ports':[{'containerPort':2,'protocol':'UDP','name':'web'}]}]}",
        "spec.containers[1].ports[0]: duplicate port name \"web\" with spec.containers[0].ports[0], "
        + "services and probes that select ports by name will use spec.containers[0].ports[0]")]
    [InlineData("{'serviceAccountName':'s','volumes':[{'name':'v','projected':{'sources':["
        + "{'configMap':{'name':'m','items':[{'key':'a','path':'x'}]}},{'serviceAccountToken':{'path':'x/y'}}]}}]}",
        "volume \"v\" (Projected): overlapping paths: \"x/y\" (ServiceAccountToken) with \"x\" (ConfigMap \"m\")")]
    public void Create_OddSpec_Warns(string spec, string warning) => Assert.Equal([warning], PodCase.Create(spec).Warnings);

    [Fact]
    public void Create_PathsThatOnlyBeginAlike_DoNotWarn() => Assert.Empty(PodCase.Create(
        "{'volumes':[{'name':'v','configMap':{'name':'m','items':[{'key':'a','path':'x'},{'key':'b','path':'xy'}]}}]}").Warnings);

    [Fact]
    public void Create_OnePathOverTwo_WarnsOfBoth() => Assert.Equal(
        ["volume \"v\" (Secret \"s\"): overlapping paths: \"x\" with \"x/a\"",
            "volume \"v\" (Secret \"s\"): overlapping paths: \"x\" with \"x/b\""],
        PodCase.Create("{'volumes':[{'name':'v','secret':{'secretName':'s','items':"
            + "[{'key':'a','path':'x/a'},{'key':'b','path':'x/b'},{'key':'c','path':'x/'}]}}]}").Warnings);
}
