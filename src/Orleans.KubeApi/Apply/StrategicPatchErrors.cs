using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// Refusals of strategic merge patches with the original's texts.
/// </summary>
internal static class StrategicPatchErrors
{
    public static StatusException BadFormat(string what) => StatusErrors.BadRequest($"invalid patch format of {what}");

    public static StatusException NoMergeKey(Node item, string key) =>
        AtFault($"map: {GoText.Value(item)} does not contain declared merge key: {key}");

    public static StatusException UnknownDirective(Node directive, Node map) =>
        AtFault($"unknown patch type: {GoText.Value(directive)} in map: {GoText.Value(map)}");

    public static StatusException OrderMismatch(Node patch, Node order) => AtFault(
        $"The order in patch list:\n{GoText.Value(patch)}\n doesn't match "
        + $"{PatchDirectives.SetElementOrder} list:\n{GoText.Value(order)}\n");

    public static StatusException MixedElements(Node list) =>
        AtFault($"list element types are not identical: {GoText.Value(list)}");

    public static StatusException MergeOfLists() => AtFault("merging lists cannot yet be specified in the patch");

    public static StatusException NoSuchField(TypeSchema type, string field) => AtFault(
        $"unable to find api field in struct {type.GoName[(type.GoName.LastIndexOf('.') + 1)..]} for the json field {GoText.Quote(field)}");

    public static StatusException NoListKey(string list) => AtFault($"cannot merge lists without merge key for {list}");

    public static StatusException ListsOfLists() => StatusErrors.BadRequest("lists of lists are not supported");

    public static StatusException WrongKind(string field, string expected, Node actual) =>
        AtFault($"{field}: expected a {expected}, but received a {actual.KindName}");

    // It is the client who is at fault, but the original answers 500 without a reason.
    private static StatusException AtFault(string text) => new(new Status(500, "", text));
}
