using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>
/// Parts of a pod as messages of the original show them: its internal types have no JSON names and leave nothing out, so every field is
/// there in the order of the type, an absent one as null or, where it is a plain text, as "".
/// </summary>
internal static class InternalText
{
    private static readonly string[] Context =
    [
        "capabilities", "privileged", "seLinuxOptions", "windowsOptions", "runAsUser", "runAsGroup", "runAsNonRoot",
        "readOnlyRootFilesystem", "allowPrivilegeEscalation", "procMount", "seccompProfile", "appArmorProfile",
    ];

    /// <summary>A container's security context.</summary>
    public static ObjectNode SecurityContext(ObjectNode context) => Shown(context, Context, []);

    /// <summary>A seccomp or AppArmor profile.</summary>
    public static ObjectNode Profile(ObjectNode profile) => Shown(profile, ["type", "localhostProfile"], ["type"]);

    /// <summary>A pod's claim of a device.</summary>
    public static ObjectNode ResourceClaim(ObjectNode claim) =>
        Shown(claim, ["name", "resourceClaimName", "resourceClaimTemplateName"], ["name"]);

    /// <summary>A toleration.</summary>
    public static ObjectNode Toleration(ObjectNode toleration) => Shown(
        toleration, ["key", "operator", "value", "effect", "tolerationSeconds"], ["key", "operator", "value", "effect"]);

    private static ObjectNode Shown(ObjectNode source, string[] members, string[] texts)
    {
        var shown = new ObjectNode(members.Length);
        foreach (var member in members)
        {
            shown.Set(GoName(member), source[member] is ObjectNode inner ? Inner(member, inner)
                : source[member] ?? (texts.Contains(member) ? new TextNode("") : NullNode.Instance));
        }

        return shown;
    }

    private static ObjectNode Inner(string member, ObjectNode inner) => member switch
    {
        "capabilities" => Shown(inner, ["add", "drop"], []),
        "seLinuxOptions" => Shown(inner, ["user", "role", "type", "level"], ["user", "role", "type", "level"]),
        "windowsOptions" => Shown(inner, ["gmsaCredentialSpecName", "gmsaCredentialSpec", "runAsUserName", "hostProcess"], []),
        _ => Profile(inner),
    };

    private static string GoName(string member) => member switch
    {
        "seLinuxOptions" => "SELinuxOptions",
        "gmsaCredentialSpecName" => "GMSACredentialSpecName",
        "gmsaCredentialSpec" => "GMSACredentialSpec",
        _ => char.ToUpperInvariant(member[0]) + member[1..],
    };
}
