using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Catalog;

/// <summary>The catalog against discovery as recorded from v1.36.2, kept here in a format of our own.</summary>
public class DiscoveryRowsTests
{
    // group/version plural Kind singular scope verbs (* = the usual eight), then short names, categories, subresources
    // name:other kind:verbs. A backslash continues a line.
    private const string Recorded = """
        v1 bindings Binding binding ns create
        v1 componentstatuses ComponentStatus componentstatus cluster get+list short=cs
        v1 configmaps ConfigMap configmap ns * short=cm
        v1 endpoints Endpoints endpoints ns * short=ep
        v1 events Event event ns * short=ev
        v1 limitranges LimitRange limitrange ns * short=limits
        v1 namespaces Namespace namespace cluster create+delete+get+list+patch+update+watch short=ns finalize::update \
            status::get+patch+update
        v1 nodes Node node cluster * short=no proxy:NodeProxyOptions:create+delete+get+patch+update status::get+patch+update
        v1 persistentvolumeclaims PersistentVolumeClaim persistentvolumeclaim ns * short=pvc status::get+patch+update
        v1 persistentvolumes PersistentVolume persistentvolume cluster * short=pv status::get+patch+update
        v1 pods Pod pod ns * short=po cat=all attach:PodAttachOptions:create+get binding:Binding:create \
            ephemeralcontainers::get+patch+update eviction:Eviction.v1.policy:create exec:PodExecOptions:create+get log::get \
            portforward:PodPortForwardOptions:create+get proxy:PodProxyOptions:create+delete+get+patch+update resize::get+patch+update \
            status::get+patch+update
        v1 podtemplates PodTemplate podtemplate ns *
        v1 replicationcontrollers ReplicationController replicationcontroller ns * short=rc cat=all \
            scale:Scale.v1.autoscaling:get+patch+update status::get+patch+update
        v1 resourcequotas ResourceQuota resourcequota ns * short=quota status::get+patch+update
        v1 secrets Secret secret ns *
        v1 serviceaccounts ServiceAccount serviceaccount ns * short=sa token:TokenRequest.v1.authentication.k8s.io:create
        v1 services Service service ns * short=svc cat=all proxy:ServiceProxyOptions:create+delete+get+patch+update status::get+patch+update
        apiregistration.k8s.io/v1 apiservices APIService apiservice cluster * cat=api-extensions status::get+patch+update
        apps/v1 controllerrevisions ControllerRevision controllerrevision ns *
        apps/v1 daemonsets DaemonSet daemonset ns * short=ds cat=all status::get+patch+update
        apps/v1 deployments Deployment deployment ns * short=deploy cat=all scale:Scale.v1.autoscaling:get+patch+update \
            status::get+patch+update
        apps/v1 replicasets ReplicaSet replicaset ns * short=rs cat=all scale:Scale.v1.autoscaling:get+patch+update status::get+patch+update
        apps/v1 statefulsets StatefulSet statefulset ns * short=sts cat=all scale:Scale.v1.autoscaling:get+patch+update \
            status::get+patch+update
        events.k8s.io/v1 events Event event ns * short=ev
        authentication.k8s.io/v1 selfsubjectreviews SelfSubjectReview selfsubjectreview cluster create
        authentication.k8s.io/v1 tokenreviews TokenReview tokenreview cluster create
        authorization.k8s.io/v1 localsubjectaccessreviews LocalSubjectAccessReview localsubjectaccessreview ns create
        authorization.k8s.io/v1 selfsubjectaccessreviews SelfSubjectAccessReview selfsubjectaccessreview cluster create
        authorization.k8s.io/v1 selfsubjectrulesreviews SelfSubjectRulesReview selfsubjectrulesreview cluster create
        authorization.k8s.io/v1 subjectaccessreviews SubjectAccessReview subjectaccessreview cluster create
        autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler horizontalpodautoscaler ns * short=hpa cat=all \
            status::get+patch+update
        autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler horizontalpodautoscaler ns * short=hpa cat=all \
            status::get+patch+update
        batch/v1 cronjobs CronJob cronjob ns * short=cj cat=all status::get+patch+update
        batch/v1 jobs Job job ns * cat=all status::get+patch+update
        certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest certificatesigningrequest cluster * short=csr \
            approval::get+patch+update status::get+patch+update
        networking.k8s.io/v1 ingressclasses IngressClass ingressclass cluster *
        networking.k8s.io/v1 ingresses Ingress ingress ns * short=ing status::get+patch+update
        networking.k8s.io/v1 ipaddresses IPAddress ipaddress cluster * short=ip
        networking.k8s.io/v1 networkpolicies NetworkPolicy networkpolicy ns * short=netpol
        networking.k8s.io/v1 servicecidrs ServiceCIDR servicecidr cluster * status::get+patch+update
        policy/v1 poddisruptionbudgets PodDisruptionBudget poddisruptionbudget ns * short=pdb status::get+patch+update
        rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding clusterrolebinding cluster *
        rbac.authorization.k8s.io/v1 clusterroles ClusterRole clusterrole cluster *
        rbac.authorization.k8s.io/v1 rolebindings RoleBinding rolebinding ns *
        rbac.authorization.k8s.io/v1 roles Role role ns *
        storage.k8s.io/v1 csidrivers CSIDriver csidriver cluster *
        storage.k8s.io/v1 csinodes CSINode csinode cluster *
        storage.k8s.io/v1 csistoragecapacities CSIStorageCapacity csistoragecapacity ns *
        storage.k8s.io/v1 storageclasses StorageClass storageclass cluster * short=sc
        storage.k8s.io/v1 volumeattachments VolumeAttachment volumeattachment cluster * status::get+patch+update
        storage.k8s.io/v1 volumeattributesclasses VolumeAttributesClass volumeattributesclass cluster * short=vac
        admissionregistration.k8s.io/v1 mutatingadmissionpolicies MutatingAdmissionPolicy mutatingadmissionpolicy cluster * \
            cat=api-extensions
        admissionregistration.k8s.io/v1 mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding mutatingadmissionpolicybinding \
            cluster * cat=api-extensions
        admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration mutatingwebhookconfiguration cluster \
            * cat=api-extensions
        admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy validatingadmissionpolicy cluster * \
            cat=api-extensions status::get+patch+update
        admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding \
            validatingadmissionpolicybinding cluster * cat=api-extensions
        admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration validatingwebhookconfiguration \
            cluster * cat=api-extensions
        apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition customresourcedefinition cluster * short=crd,crds \
            cat=api-extensions status::get+patch+update
        scheduling.k8s.io/v1 priorityclasses PriorityClass priorityclass cluster * short=pc
        coordination.k8s.io/v1 leases Lease lease ns *
        node.k8s.io/v1 runtimeclasses RuntimeClass runtimeclass cluster *
        discovery.k8s.io/v1 endpointslices EndpointSlice endpointslice ns *
        resource.k8s.io/v1 deviceclasses DeviceClass deviceclass cluster *
        resource.k8s.io/v1 resourceclaims ResourceClaim resourceclaim ns * status::get+patch+update
        resource.k8s.io/v1 resourceclaimtemplates ResourceClaimTemplate resourceclaimtemplate ns *
        resource.k8s.io/v1 resourceslices ResourceSlice resourceslice cluster *
        flowcontrol.apiserver.k8s.io/v1 flowschemas FlowSchema flowschema cluster * status::get+patch+update
        flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations PriorityLevelConfiguration prioritylevelconfiguration cluster * \
            status::get+patch+update
        """;

    // What v1.37 serves beyond that.
    private static readonly string[] Added =
    [
        "certificates.k8s.io/v1 clustertrustbundles", "certificates.k8s.io/v1 podcertificaterequests",
        "resource.k8s.io/v1 devicetaintrules", "storagemigration.k8s.io/v1 storageversionmigrations",
    ];

    [Fact]
    public void Types_InDiscoveryOrder_AreTheRecordedRows()
    {
        var rows = BuiltInCatalog.Load().Types.Select(Row).Where(r => !Added.Any(a => r.StartsWith(a + " ", StringComparison.Ordinal)));
        var expected = Recorded.Replace(" \\\n    ", " ", StringComparison.Ordinal).Split('\n')
            // csinodes got a status in v1.37.
            .Select(l => l.Contains(" csinodes ", StringComparison.Ordinal) ? l + " status::get+patch+update" : l);
        Assert.Equal(expected, rows);
    }

    [Fact]
    public void Types_NewInThisVersion_AreServed()
    {
        var rows = BuiltInCatalog.Load().Types.Select(Row).ToList();
        Assert.All(Added, added => Assert.Single(rows, r => r.StartsWith(added + " ", StringComparison.Ordinal)));
    }

    private static string Row(ResourceType type)
    {
        var parts = new List<string>
        {
            type.Kind.ApiVersion, type.Resource.Resource, type.Kind.Kind, type.Singular, type.Namespaced ? "ns" : "cluster",
            Verbs(type.Verbs),
        };
        if (type.ShortNames.Count > 0)
        {
            parts.Add("short=" + string.Join(',', type.ShortNames));
        }

        if (type.Categories.Count > 0)
        {
            parts.Add("cat=" + string.Join(',', type.Categories));
        }

        parts.AddRange(type.Subresources.Select(s => $"{s.Name}:{OtherKind(type.Kind, s.Kind)}:{Verbs(s.Verbs)}"));
        return string.Join(' ', parts);
    }

    private static string OtherKind(GroupVersionKind parent, GroupVersionKind kind) => kind == parent ? ""
        : (kind.Group, kind.Version) == (parent.Group, parent.Version) ? kind.Kind : $"{kind.Kind}.{kind.Version}.{kind.Group}";

    private static string Verbs(IReadOnlyList<string> verbs) => verbs.Count == 8 ? "*" : string.Join('+', verbs);
}
