using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>Which of several classes that call themselves the default is it: the newest, of equally old ones the first by name.</summary>
internal static class DefaultClasses
{
    /// <summary>The default class, or null. An annotation of one of the names with the value "true" makes a default.</summary>
    public static StoredObject? Find(IObjectReader reader, GroupResource classes, params ReadOnlySpan<string> annotations)
    {
        StoredObject? best = null;
        var newest = "";
        foreach (var candidate in reader.List(classes, ""))
        {
            if (!IsDefault(candidate, annotations))
            {
                continue;
            }

            // Times of one format compare as text; the list is in order of names, so the first of equals stays.
            var created = candidate.Field("metadata.creationTimestamp") ?? "";
            if (best is null || string.CompareOrdinal(created, newest) > 0)
            {
                (best, newest) = (candidate, created);
            }
        }

        return best;
    }

    private static bool IsDefault(StoredObject candidate, ReadOnlySpan<string> annotations)
    {
        var own = candidate.Parse().Object("metadata")?.Object("annotations");
        foreach (var annotation in annotations)
        {
            if (own?.Text(annotation) == "true")
            {
                return true;
            }
        }

        return false;
    }
}
