using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Access;
using Orleans.KubeApi.Resources.Kinds;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>The steps that creates and updates share, for one request: defaulting, admission, validation.</summary>
internal sealed class WriteSteps(WriteRequest request, ResourceType type, OperationContext context, List<string> warnings)
{
    private readonly KindRules _rules = KindRulesTable.Of(type.Kind);
    private readonly KindContext _kindContext = new(request, type, context.Now, context.Reader, warnings) { Claims = context.Claims };
    private AdmissionRequest? _mutated;

    /// <summary>The kind's own rules.</summary>
    public KindRules Rules => _rules;

    /// <summary>What the rules may know.</summary>
    public KindContext KindContext => _kindContext;

    /// <summary>Fills the version's defaults.</summary>
    public void Default(ObjectNode tree)
    {
        _rules.Default(tree);
        OwnerReferences.Deduplicate(tree, warnings);
    }

    /// <summary>The mutating plug-ins, then defaults again for what they added.</summary>
    public async ValueTask MutateAsync(ObjectNode tree, ObjectNode? old)
    {
        var entries = tree.Object("metadata")?.Array("managedFields");
        _mutated = Attributes(tree, old);
        await context.Admission.MutateAsync(_mutated);
        CheckEntries(tree, entries);
        _rules.Default(tree);
        OwnerReferences.Deduplicate(tree, warnings, afterAdmission: true);
        await RoleEscalation.CheckAsync(request, type, tree, old, context);
    }

    /// <summary>The validating plug-ins. They see what the mutating ones saw, but for a name that was only then generated.</summary>
    public ValueTask AdmitAsync(ObjectNode tree, ObjectNode? old) =>
        context.Admission.ValidateAsync(_mutated is { Name.Length: > 0 } known ? known : Attributes(tree, old));

    /// <summary>Metadata and the kind's fields, then warnings.</summary>
    /// <exception cref="StatusException">422 with every cause.</exception>
    public void Validate(ObjectNode tree, ObjectNode? old)
    {
        var errors = new FieldErrors(endsWhenFull: true);
        try
        {
            Check(tree, old, errors);
        }
        catch (EnoughErrorsException)
        {
            // What is kept is told.
        }

        if (errors.Count > 0)
        {
            throw StatusErrors.Invalid(type.Kind, new ObjectMeta(tree).Name, errors.Causes);
        }

        _rules.Warn(tree, old, _kindContext);
    }

    private void Check(ObjectNode tree, ObjectNode? old, FieldErrors errors)
    {
        if (old is not null)
        {
            MetadataValidation.CheckUpdate(_rules, request.Subresource, tree, old, errors);
            _rules.ValidateUpdate(tree, old, errors, _kindContext);
        }
        else if (_rules.ChecksMetadata)
        {
            MetadataValidation.CheckNew(type, _rules, tree, errors);
            _rules.Validate(tree, errors, _kindContext);
        }
        else
        {
            _rules.Validate(tree, errors, _kindContext);
            if (errors.Count == 0)
            {
                MetadataValidation.CheckNew(type, _rules, tree, errors);
            }
        }
    }

    // As in the original: what admission makes of managedFields must be valid, else it is as if it had not touched them.
    private void CheckEntries(ObjectNode tree, ArrayNode? before)
    {
        var after = tree.Object("metadata")?.Array("managedFields");
        if (ReferenceEquals(before, after))
        {
            return;
        }

        try
        {
            ManagedSet.FromNode(after);
        }
        catch (FormatException wrong)
        {
            FieldTracking.Put(tree, before);
            warnings.Add(".metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating "
                + $"admission controller; please fix your requests: {wrong.Message}");
        }
    }

    private AdmissionRequest Attributes(ObjectNode tree, ObjectNode? old) =>
        AdmissionAttributes.Of(request, type.Resource, type.Kind, tree, old, context, warnings);
}
