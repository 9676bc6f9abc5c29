using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>The options object of a write as admission webhooks are shown it: what was given, defaults left out.</summary>
internal static class WriteOptionsForm
{
    /// <summary>CreateOptions, UpdateOptions, PatchOptions or DeleteOptions.</summary>
    public static ObjectNode Of(WriteRequest request)
    {
        var options = new ObjectNode
        {
            {
                "kind", request.Verb switch
                {
                    WriteVerb.Create => "CreateOptions",
                    WriteVerb.Update => "UpdateOptions",
                    WriteVerb.Patch => "PatchOptions",
                    _ => "DeleteOptions",
                }
            },
            { "apiVersion", "meta.k8s.io/v1" },
        };
        if (request.Verb == WriteVerb.Delete)
        {
            AddDelete(request, options);
            return options;
        }

        AddDryRun(request, options);
        if (request is { Verb: WriteVerb.Patch, Force: true })
        {
            options.Set("force", true);
        }

        Add(options, "fieldManager", request.GivenFieldManager);
        Add(options, "fieldValidation", request.GivenFieldValidation);
        return options;
    }

    private static void AddDelete(WriteRequest request, ObjectNode options)
    {
        if (request.GracePeriodSeconds is { } period)
        {
            options.Set("gracePeriodSeconds", period);
        }

        if (request.PreconditionUid is not null || request.PreconditionResourceVersion is not null)
        {
            var preconditions = new ObjectNode();
            Add(preconditions, "uid", request.PreconditionUid);
            Add(preconditions, "resourceVersion", request.PreconditionResourceVersion);
            options.Set("preconditions", preconditions);
        }

        if (request.OrphanDependents is { } orphans)
        {
            options.Set("orphanDependents", orphans);
        }

        Add(options, "propagationPolicy", request.PropagationPolicy);
        AddDryRun(request, options);
    }

    private static void AddDryRun(WriteRequest request, ObjectNode options)
    {
        if (request.DryRun)
        {
            options.Set("dryRun", new ArrayNode([new TextNode("All")]));
        }
    }

    private static void Add(ObjectNode options, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            options.Set(name, value);
        }
    }
}
