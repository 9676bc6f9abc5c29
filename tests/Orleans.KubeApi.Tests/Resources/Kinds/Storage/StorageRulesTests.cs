using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Storage;

public sealed class StorageRulesTests
{
    private const string Group = "storage.k8s.io";
    private const string Invalid = "FieldValueInvalid";
    private const string Forbidden = "FieldValueForbidden";
    private const string Required = "FieldValueRequired";
    private const string Unknown = "FieldValueNotSupported";

    [Fact]
    public void PersistentVolume_Create_IsPendingSinceNow()
    {
        var trial = new ObjectTrial("", "persistentvolumes", "");
        const string body = """
            {"metadata":{"name":"a"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/x"}}}
            """;
        Assert.Equal("""{"phase":"Pending","lastPhaseTransitionTime":"2026-01-02T03:04:05Z"}""", trial.Made(body, "status"));
        var spec = trial.Create(body).Tree!.Object("spec")!;
        Assert.Equal(("Retain", "Filesystem", ""),
            (spec.Text("persistentVolumeReclaimPolicy"), spec.Text("volumeMode"), spec.Object("hostPath")!.Text("type")));
    }

    [Theory]
    [InlineData("""{"capacity":{"storage":"0"},"accessModes":["Odd"],"hostPath":{"path":"/a/../b"}}""",
        "spec.accessModes: " + Unknown + "; spec.capacity[storage]: " + Invalid + "; spec.hostPath.path: " + Invalid)]
    [InlineData("""{"accessModes":["ReadWriteOnce"],"local":{"path":"/x"}}""",
        "spec.capacity: " + Required + "; spec.capacity: " + Unknown + "; spec.nodeAffinity: " + Required)]
    [InlineData("""{"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce","ReadWriteOncePod"]}""",
        "spec.accessModes: " + Forbidden + "; spec: " + Required)]
    [InlineData("""{"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce"],"nfs":{"server":"s","path":"/"},"iscsi":{}}""",
        "spec.iscsi: " + Forbidden)]
    [InlineData("""{"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce"],"iscsi":{"targetPortal":"p","iqn":"x","lun":256}}""",
        "spec.iscsi.iqn: " + Invalid + "; spec.iscsi.lun: " + Invalid)]
    [InlineData("""{"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce"],"csi":{"driver":"d","nodePublishSecretRef":{}}}""",
        "spec.csi.volumeHandle: " + Required + "; spec.csi.nodePublishSecretRef.name: " + Required
        + "; spec.csi.nodePublishSecretRef.namespace: " + Required)]
    [InlineData("""{"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce"],"cinder":{"volumeID":"v","secretRef":{"name":"n"}}}""",
        "spec.cinder.secretRef.namespace: " + Required)]
    [InlineData("""
        {"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce"],"glusterfs":{"endpoints":"e","path":"p","endpointsNamespace":"A"}}
        """, "spec.glusterfs.endpointsNamespace: " + Invalid)]
    [InlineData("""
        {"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce"],"quobyte":{"registry":"noPort","volume":"v",
         "tenant":"0123456789012345678901234567890123456789012345678901234567890123456789"}}
        """, "spec.quobyte.tenant: " + Required)]
    public void PersistentVolume_Spec_IsChecked(string spec, string causes) =>
        Assert.Equal(causes, new ObjectTrial("", "persistentvolumes", "").Causes($$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}"""));

    [Fact]
    public void PersistentVolume_PartitionTooLarge_IsToldTheRangeOfPartitions() => Assert.EndsWith(
        "partition: Invalid value: 256: must be between 1 and 255, inclusive",
        new ObjectTrial("", "persistentvolumes", "").Create("""
            {"metadata":{"name":"a"},"spec":{"capacity":{"storage":"1"},"accessModes":["ReadWriteOnce"],
             "awsElasticBlockStore":{"volumeID":"v","partition":256}}}
            """).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"accessModes":[],"resources":{}}""", "spec.accessModes: " + Required + "; spec.resources[storage]: " + Required)]
    [InlineData("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"0"}}}""", "spec.resources[storage]: " + Invalid)]
    [InlineData("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1"}},"dataSourceRef":{"kind":"X","name":"n"}}""",
        "spec.dataSource: " + Invalid + "; spec.dataSourceRef: " + Invalid)]
    [InlineData("""
        {"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1"}},
         "selector":{"matchExpressions":[{"key":"k","operator":"Exists","values":["x"]}]}}
        """, "spec.selector.matchExpressions[0].values: " + Forbidden)]
    public void Claim_Spec_IsChecked(string spec, string causes) =>
        Assert.Equal(causes, new ObjectTrial("", "persistentvolumeclaims").Causes($$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}"""));

    [Fact]
    public void Claim_Sources_AreCopiedOrDropped()
    {
        const string rest = """ "accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1"}} """;
        var trial = new ObjectTrial("", "persistentvolumeclaims");
        var spec = trial.Create($$$"""
            {"metadata":{"name":"a"},"spec":{"dataSource":{"kind":"PersistentVolumeClaim","name":"c"},{{{rest}}}}}
            """).Tree!.Object("spec")!;
        Assert.Equal("""{"apiGroup":null,"kind":"PersistentVolumeClaim","name":"c"}""", spec["dataSourceRef"]!.ToString());
        const string odd = $$$"""{"metadata":{"name":"a"},"spec":{"dataSource":{"kind":"Odd","name":"c"},{{{rest}}}}}""";
        spec = trial.Create(odd).Tree!.Object("spec")!;
        Assert.False(spec.Has("dataSource") || spec.Has("dataSourceRef"));
    }

    [Theory]
    [InlineData("""{"accessModes":["ReadWriteMany"],"resources":{"requests":{"storage":"1Gi"}},"volumeMode":"Filesystem"}""",
        "spec: " + Forbidden)]
    [InlineData("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeName":"v"}""", "")]
    [InlineData("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"storageClassName":"c"}""", "")]
    public void Claim_Update_ChangesOnlyWhatMayChange(string spec, string causes) => Assert.Equal(causes,
        new ObjectTrial("", "persistentvolumeclaims").Causes(
            """{"metadata":{"name":"a"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""",
            $$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}"""));

    [Theory]
    [InlineData("", """ "volumeAttributesClassName":"b" """, "")]
    [InlineData("", "", "")]
    [InlineData(""" ,"currentVolumeAttributesClassName":"a" """, """ "volumeAttributesClassName":"b" """, "")]
    [InlineData(""" ,"currentVolumeAttributesClassName":"a" """, """ "volumeAttributesClassName":"" """,
        "spec.volumeAttributesClassName: " + Forbidden)]
    [InlineData(""" ,"currentVolumeAttributesClassName":"a" """, "", "spec.volumeAttributesClassName: " + Forbidden)]
    public void Claim_AttributesClass_IsTakenBackBeforeItIsApplied(string current, string member, string causes)
    {
        const string spec = """ "accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}} """;
        var trial = new ObjectTrial("", "persistentvolumeclaims");
        var made = $$$"""{"metadata":{"name":"a"},"spec":{{{{spec}}},"volumeAttributesClassName":"a"}}""";
        var status = $$$"""{"metadata":{"name":"a"},"status":{"phase":"Bound"{{{current}}}}}""";
        var bound = trial.Update(made, status, "status").Tree!;
        var next = $$$"""{"metadata":{"name":"a"},"spec":{{{{spec}}}{{{(member.Length > 0 ? "," : "")}}}{{{member}}}}}""";
        Assert.Equal(causes, ObjectTrial.Show(trial.Update(bound, next)));
    }

    [Fact]
    public void PersistentVolume_Status_KeepsTheTimeOfItsPhase()
    {
        var trial = new ObjectTrial("", "persistentvolumes", "");
        const string body = """
            {"metadata":{"name":"a"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/x"}}}
            """;
        var changed = trial.Update(body, """{"metadata":{"name":"a"},"status":{"phase":"Pending","message":"m"}}""", "status");
        Assert.Equal("""{"phase":"Pending","message":"m","lastPhaseTransitionTime":"2026-01-02T03:04:05Z"}""",
            changed.Tree!.Object("status")!.ToString());
    }

    [Fact]
    public void StorageCapacity_Update_ChecksItAsNew() => Assert.Equal(
        "capacity: " + Invalid + "; storageClassName: " + Invalid, new ObjectTrial(Group, "csistoragecapacities").Causes(
            """{"metadata":{"name":"a"},"storageClassName":"s"}""",
            """{"metadata":{"name":"a"},"storageClassName":"t","capacity":"-1"}"""));

    [Fact]
    public void StorageClass_SameTopologyInOtherOrder_IsADuplicate() => Assert.Equal(
        "allowedTopologies[1].matchLabelExpressions: FieldValueDuplicate", new ObjectTrial(Group, "storageclasses", "").Causes("""
            {"metadata":{"name":"a"},"provisioner":"d","allowedTopologies":[
             {"matchLabelExpressions":[{"key":"a","values":["x","y"]},{"key":"b","values":["z"]}]},
             {"matchLabelExpressions":[{"key":"b","values":["z"]},{"key":"a","values":["y","x"]}]},
             {"matchLabelExpressions":[{"key":"a","values":["x","y","z"]}]}]}
            """));

    [Theory]
    [InlineData("storageclasses", """{"provisioner":"d.example.com"}""", """{"provisioner":"e.example.com"}""", "provisioner: " + Invalid)]
    [InlineData("storageclasses", """{"provisioner":"d"}""", """{"provisioner":"d","reclaimPolicy":"Retain"}""",
        "reclaimPolicy: " + Invalid)]
    [InlineData("storageclasses", """{"provisioner":"d"}""", """{"provisioner":"d","mountOptions":["x"]}""", "")]
    [InlineData("volumeattributesclasses", """{"driverName":"d","parameters":{"a":"1"}}""", """{"driverName":"d","parameters":{"a":"2"}}""",
        "parameters: " + Forbidden)]
    [InlineData("csidrivers", """{"spec":{}}""", """{"spec":{"attachRequired":false}}""", "spec.attachedRequired: " + Invalid)]
    [InlineData("csinodes", """{"spec":{"drivers":[{"name":"d","nodeID":"n"}]}}""", """{"spec":{"drivers":[{"name":"d","nodeID":"m"}]}}""",
        "spec.drivers: " + Invalid)]
    [InlineData("volumeattachments", """{"spec":{"attacher":"d","nodeName":"n","source":{"persistentVolumeName":"p"}}}""",
        """{"spec":{"attacher":"d","nodeName":"m","source":{"persistentVolumeName":"p"}}}""", "spec: " + Invalid)]
    public void Fixed_Fields_StayAsTheyAre(string resource, string old, string body, string causes) => Assert.Equal(causes,
        new ObjectTrial(Group, resource, "").Causes(Named(old), Named(body)));

    [Theory]
    [InlineData("storageclasses", """{"provisioner":"","volumeBindingMode":"Odd"}""",
        "provisioner: " + Required + "; volumeBindingMode: " + Unknown)]
    [InlineData("volumeattributesclasses", """{"driverName":"d"}""", "parameters: " + Required)]
    [InlineData("csidrivers", """{"spec":{"fsGroupPolicy":"Odd","tokenRequests":[{"audience":"a","expirationSeconds":5}]}}""",
        "spec.fsGroupPolicy: " + Unknown + "; spec.tokenRequests[0].expirationSeconds: " + Invalid)]
    [InlineData("csinodes", """{"spec":{"drivers":[{"name":"","nodeID":""}]}}""",
        "spec.drivers[0].name: " + Required + "; spec.drivers[0].nodeID: " + Required)]
    [InlineData("volumeattachments", """{"spec":{"attacher":"d","nodeName":"n","source":{}}}""", "spec.source: " + Required)]
    public void Create_BadFields_AreNamed(string resource, string body, string causes) =>
        Assert.Equal(causes, new ObjectTrial(Group, resource, "").Causes(Named(body)));

    [Theory]
    [InlineData("storageclasses", """{"provisioner":"d","allowedTopologies":[{"matchLabelExpressions":[{"key":"@","values":["a"]}]}]}""",
        "allowedTopologies[0].matchLabelExpressions[0].key: use")]
    [InlineData("csistoragecapacities", """{"storageClassName":"s","nodeTopology":{"matchLabels":{"@":"a"}}}""",
        "nodeTopology.matchLabels.@: use")]
    [InlineData("csistoragecapacities",
        """{"storageClassName":"s","nodeTopology":{"matchExpressions":[{"key":"@","operator":"Exists"}]}}""",
        "nodeTopology.matchExpressions[0].key: @ is use")]
    public void Create_OldNodeLabel_Warns(string resource, string body, string warning)
    {
        const string old = "node-role.kubernetes.io/master";
        var made = new ObjectTrial(Group, resource, resource == "csistoragecapacities" ? "ns" : "")
            .Create(Named(body).Replace("@", old, StringComparison.Ordinal));
        Assert.Equal([$"{warning.Replace("@", old, StringComparison.Ordinal)} \"node-role.kubernetes.io/control-plane\" instead"],
            made.Warnings);
    }

    private static string Named(string body) => """{"metadata":{"name":"a"},""" + body[1..];
}
