using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Grains;

/// <summary>A user as message and back; within a silo the user itself is handed on.</summary>
[RegisterConverter]
internal sealed class UserMessageConverter : IConverter<UserInfo, UserMessage>
{
    /// <inheritdoc/>
    public UserInfo ConvertFromSurrogate(in UserMessage surrogate) => UserInfo.Exactly(
        surrogate.Name, surrogate.Uid, surrogate.Groups,
        surrogate.Extra.Length == 0 ? null
            : surrogate.Extra.ToDictionary(e => e.Key, IReadOnlyList<string> (e) => e.Value, StringComparer.Ordinal));

    /// <inheritdoc/>
    public UserMessage ConvertToSurrogate(in UserInfo value) => new()
    {
        Name = value.Name,
        Uid = value.Uid,
        Groups = [.. value.Groups],
        Extra = value.Extra.Count == 0 ? [] : [.. value.Extra.Select(e => KeyValuePair.Create(e.Key, e.Value.ToArray()))],
    };
}
