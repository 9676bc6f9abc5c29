using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// Refusals of strategic merge patches: the original's texts. It answers 500 to some of them, though the client is at fault; we answer 400.
/// </summary>
internal static class StrategicPatchErrors
{
    public static StatusException BadFormat(string what) => StatusErrors.BadRequest($"invalid patch format of {what}");

    public static StatusException NoMergeKey(Node item, string key) =>
        StatusErrors.BadRequest($"map: {GoText.Value(item)} does not contain declared merge key: {key}");

    public static StatusException UnknownDirective(Node directive, Node map) =>
        StatusErrors.BadRequest($"unknown patch type: {GoText.Value(directive)} in map: {GoText.Value(map)}");

    public static StatusException OrderMismatch(Node patch, Node order) => StatusErrors.BadRequest(
        $"The order in patch list:\n{GoText.Value(patch)}\n doesn't match "
        + $"{PatchDirectives.SetElementOrder} list:\n{GoText.Value(order)}\n");

    public static StatusException MixedElements(Node list) =>
        StatusErrors.BadRequest($"list element types are not identical: {GoText.Value(list)}");

    public static StatusException NoListKey(string list) => StatusErrors.BadRequest($"cannot merge lists without merge key for {list}");

    public static StatusException ListsOfLists() => StatusErrors.BadRequest("lists of lists are not supported");

    public static StatusException WrongKind(string field, string expected, Node actual) =>
        StatusErrors.BadRequest($"{field}: expected a {expected}, but received a {actual.KindName}");
}
