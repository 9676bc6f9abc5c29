using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>One entry of managedFields.</summary>
/// <param name="Manager">Who.</param>
/// <param name="Operation">"Apply" or "Update".</param>
/// <param name="ApiVersion">The version of the fields.</param>
/// <param name="Subresource">"" for the object itself.</param>
/// <param name="Time">When the set last changed; null is legal.</param>
/// <param name="Fields">What.</param>
internal sealed record ManagedEntry(string Manager, string Operation, string ApiVersion, string Subresource, string? Time, FieldSet Fields)
{
    /// <summary>Operation of server-side apply.</summary>
    public const string Apply = "Apply";

    /// <summary>Operation of every other write.</summary>
    public const string Update = "Update";

    // The fields as they were stored; null once they are others. Stored texts are canonical, as only this server writes them.
    private ObjectNode? _stored;

    /// <summary>What; read from the stored form when they are first asked for.</summary>
    public FieldSet Fields
    {
        get => field ??= FieldSet.FromNode(_stored!);
        init
        {
            field = value;
            _stored = null;
        }
    } = Fields;

    /// <summary>Whether the fields were applied.</summary>
    public bool IsApplied => Operation == Apply;

    /// <summary>
    /// What tells entries apart: manager, operation, subresource, and for updates the version. The text is the original's, as it also
    /// orders conflicts and the oldest entries.
    /// </summary>
    public string Identity
    {
        get
        {
            var text = new StringBuilder("{", 96);
            Append(text, "manager", Manager);
            Append(text, "operation", Operation);
            Append(text, "apiVersion", IsApplied ? "" : ApiVersion);
            Append(text, "subresource", Subresource);
            return text.Append('}').ToString();
        }
    }

    /// <summary>The manager as conflicts name it.</summary>
    public string Description => GoText.Quote(Manager)
        + (Subresource.Length > 0 ? $" with subresource {GoText.Quote(Subresource)}" : "")
        + (IsApplied ? "" : $" using {ApiVersion}");

    /// <summary>Reads an entry.</summary>
    /// <param name="node">The entry.</param>
    /// <param name="position">Its position, for messages.</param>
    /// <param name="isStored">It comes from the store, so its fields are valid and need not be looked at before they are needed.</param>
    /// <exception cref="FormatException">It is not valid; the text is the original's.</exception>
    public static ManagedEntry FromNode(ObjectNode node, int position, bool isStored = false)
    {
        var operation = node.Text("operation") ?? "";
        if (operation is not (Apply or Update))
        {
            throw new FormatException("operation must be `Apply` or `Update`");
        }

        if (node.Text("apiVersion") is not { Length: > 0 } version)
        {
            throw new FormatException("apiVersion must not be empty");
        }

        var form = node.Text("fieldsType") ?? "";
        if (form != "FieldsV1")
        {
            throw new FormatException(form.Length == 0 ? $"missing fieldsType in managed fields entry {position}"
                : $"invalid fieldsType {GoText.Quote(form)} in managed fields entry {position}");
        }

        var manager = node.Text("manager") ?? "";
        var subresource = node.Text("subresource") ?? "";
        if (isStored && node["fieldsV1"] is ObjectNode stored)
        {
            return new(manager, operation, version, subresource, node.Text("time"), null!) { _stored = stored };
        }

        var fields = node["fieldsV1"] switch
        {
            null or NullNode => FieldSet.Empty,
            ObjectNode set => FieldSet.FromNode(set),
            _ => throw new FormatException("error decoding set: expect { or n"),
        };
        return new(manager, operation, version, subresource, node.Text("time"), fields);
    }

    /// <summary>Whether there are no fields; the stored form is not read for that.</summary>
    public bool HasNone => _stored is not { Count: > 0 } && Fields.IsEmpty;

    /// <summary>Whether a path is in both; the stored form is not read for that.</summary>
    public bool Overlaps(FieldSet set) => _stored is null ? !Fields.Intersect(set).IsEmpty : set.Overlaps(_stored);

    /// <summary>Whether every path of the set is owned; the stored form is not read for that.</summary>
    public bool HasAll(FieldSet set) => _stored is null ? set.Except(Fields).IsEmpty : set.IsWithin(_stored);

    /// <summary>The entry as metadata shows it, members in schema order.</summary>
    public ObjectNode ToNode()
    {
        var node = new ObjectNode(7);
        if (Manager.Length > 0)
        {
            node.Append("manager", Manager);
        }

        node.Append("operation", Operation);
        node.Append("apiVersion", ApiVersion);
        if (Time is not null)
        {
            node.Append("time", Time);
        }

        node.Append("fieldsType", "FieldsV1");
        node.Append("fieldsV1", _stored ?? Fields.ToNode());
        if (Subresource.Length > 0)
        {
            node.Append("subresource", Subresource);
        }

        return node;
    }

    private static void Append(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append(text.Length > 1 ? ",\"" : "\"").Append(name).Append("\":");
            GoJsonString.Append(text, value);
        }
    }
}
