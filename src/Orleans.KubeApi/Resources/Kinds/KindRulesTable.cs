using System.Collections.Frozen;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>The rules of every built-in kind that has some, by group, version and kind.</summary>
internal static class KindRulesTable
{
    private static readonly FrozenDictionary<GroupVersionKind, KindRules> Rules = new[]
    {
        PodKinds.All, WorkloadKinds.All, NetworkKinds.All, CoreKinds.All, StorageKinds.All, AccessKinds.All, PolicyKinds.All,
            DeviceKinds.All,
    }.SelectMany(area => area).ToFrozenDictionary(entry => entry.Kind, entry => entry.Rules);

    /// <summary>The kind's rules; <see cref="KindRules.None"/> where it has none.</summary>
    public static KindRules Of(GroupVersionKind kind) => Rules.GetValueOrDefault(kind, KindRules.None);
}
