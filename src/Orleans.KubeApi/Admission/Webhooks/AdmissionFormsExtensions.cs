using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>What both kinds of webhooks do with forms.</summary>
internal static class AdmissionFormsExtensions
{
    /// <summary>The object as another version has it; itself where that is its own. Null stays null.</summary>
    public static ObjectNode? InForm(this IAdmissionForms forms, ObjectNode? tree, ReviewTarget from, ReviewTarget to) =>
        tree is null || from == to ? tree : forms.Convert(tree, from, to);
}
