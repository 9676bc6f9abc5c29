using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Optimistic concurrency: resourceVersion and uid that the client saw.</summary>
internal static class Preconditions
{
    /// <summary>resourceVersion and uid of a PUT or patched body.</summary>
    public static void CheckUpdate(WriteRequest request, ResourceType type, ObjectMeta meta, CurrentVersion current)
    {
        var given = meta.ResourceVersion;
        if (given.Length == 0 || given == "0")
        {
            if (!type.Traits.UnconditionalUpdate && request.Verb == WriteVerb.Update)
            {
                throw StatusErrors.Invalid(type.Kind, request.Name,
                    [new StatusCause("FieldValueInvalid", "Invalid value: 0: must be specified for an update",
                        "metadata.resourceVersion")]);
            }
        }
        else if (!ulong.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            var fault = given.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? "value out of range" : "invalid syntax";
            throw new StatusException(new Status(500, "", $"strconv.ParseUint: parsing {GoText.Quote(given)}: {fault}"));
        }
        else if (!Matches(given, current))
        {
            throw StatusErrors.Conflict(type.Resource, request.Name);
        }

        if (meta.Uid.Length > 0 && meta.Uid != current.Uid)
        {
            throw StatusErrors.Conflict(type.Resource, request.Name,
                $"StorageError: invalid object, Code: 4, Key: {StorageKey.Of(type.Collection, request.Namespace, request.Name)}, "
                + "ResourceVersion: 0, AdditionalErrorMsg: "
                + $"Precondition failed: UID in precondition: {meta.Uid}, UID in object meta: {current.Uid}");
        }
    }

    /// <summary>Preconditions of a delete.</summary>
    public static void CheckDelete(WriteRequest request, ResourceType type, CurrentVersion current)
    {
        var about = new GroupResource(type.Kind.Group, type.Kind.Kind);
        if (request.PreconditionUid is { } uid && uid != current.Uid)
        {
            throw StatusErrors.Conflict(about, request.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object might have been deleted and then recreated");
        }

        if (request.PreconditionResourceVersion is { } version && !Matches(version, current))
        {
            var record = current.Revision.ToString(CultureInfo.InvariantCulture);
            throw StatusErrors.Conflict(about, request.Name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({record}). The object might have been modified");
        }
    }

    // A version that is not committed yet (revision 0) is known to nobody outside: no resourceVersion can mean it.
    private static bool Matches(string given, CurrentVersion current) =>
        current.Revision > 0 && given == current.Revision.ToString(CultureInfo.InvariantCulture);
}
