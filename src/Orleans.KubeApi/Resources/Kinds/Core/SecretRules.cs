using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>Core Secret: what each type must hold, stringData, optional immutability.</summary>
internal sealed class SecretRules : KindRules
{
    private const string AccountName = "kubernetes.io/service-account.name";
    private static readonly FieldPath Data = FieldPath.Of("data");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        MergeStringData(tree);
        Fill.Zero(tree, "type", "Opaque");
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (tree.Str("type").Length == 0)
        {
            tree["type"] = old["type"];
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var data = tree.Object("data");
        var size = 0L;
        foreach (var (key, value) in data ?? [])
        {
            FieldChecks.Report(errors, Data.Key(key), key, NameRules.ConfigKey(key));
            size += DecodedLength(value);
        }

        if (size > ConfigMapRules.Largest)
        {
            errors.TooLong(Data, ConfigMapRules.Largest);
        }

        CheckType(tree, data, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        FieldChecks.Unchanged(errors, FieldPath.Of("type"), tree, old, "type");
        ConfigMapRules.CheckImmutable(tree, old, errors, ["data"]);
        Validate(tree, errors, context);
    }

    /// <summary>The bytes that a base64 value holds.</summary>
    internal static long DecodedLength(Node? value)
    {
        if (value is not TextNode { Value: { Length: > 0 } text })
        {
            return 0;
        }

        var padding = text.EndsWith("==", StringComparison.Ordinal) ? 2 : text[^1] == '=' ? 1 : 0;
        return (text.Length / 4 * 3) - padding;
    }

    private static void CheckType(ObjectNode tree, ObjectNode? data, FieldErrors errors)
    {
        switch (tree.Str("type"))
        {
            case "kubernetes.io/service-account-token":
                if ((tree.Object("metadata")?.Object("annotations")).Str(AccountName).Length == 0)
                {
                    errors.Required(FieldPath.Of("metadata").Child("annotations").Key(AccountName));
                }

                break;
            case "kubernetes.io/dockercfg":
                CheckJson(data, ".dockercfg", errors);
                break;
            case "kubernetes.io/dockerconfigjson":
                CheckJson(data, ".dockerconfigjson", errors);
                break;
            case "kubernetes.io/basic-auth" when data?.Has("username") != true && data?.Has("password") != true:
                // The path is the original's own slip.
                errors.Required(FieldPath.Of("data[%s]").Key("username"));
                errors.Required(FieldPath.Of("data[%s]").Key("password"));
                break;
            case "kubernetes.io/ssh-auth" when DecodedLength(data?["ssh-privatekey"]) == 0:
                errors.Required(FieldPath.Of("data[%s]").Key("ssh-privatekey"));
                break;
            case "kubernetes.io/tls":
                CheckPresent(data, "tls.crt", errors);
                CheckPresent(data, "tls.key", errors);
                break;
        }
    }

    private static void CheckPresent(ObjectNode? data, string key, FieldErrors errors)
    {
        if (data?.Has(key) != true)
        {
            errors.Required(Data.Key(key));
        }
    }

    private static void CheckJson(ObjectNode? data, string key, FieldErrors errors)
    {
        if (data is null || !data.TryGet(key, out var value))
        {
            errors.Required(Data.Key(key));
            return;
        }

        if (Explain(Encoding.ASCII.GetBytes(value.Str())) is { } wrong)
        {
            errors.Invalid(Data.Key(key), "<secret contents redacted>", wrong);
        }
    }

    // Null if the base64 text holds a JSON object or null, else Go's words.
    private static string? Explain(byte[] encoded)
    {
        if (Base64.DecodeFromUtf8InPlace(encoded, out var length) != System.Buffers.OperationStatus.Done)
        {
            return "unexpected end of JSON input";
        }

        var json = encoded.AsSpan(0, length);
        try
        {
            return NodeReader.Parse(json) switch
            {
                ObjectNode or NullNode => null,
                var other => $"json: cannot unmarshal {other.KindName} into Go value of type map[string]interface {{}}",
            };
        }
        catch (JsonException broken)
        {
            return GoJsonText.Explain(json, broken);
        }
    }

    // stringData is write-only: it goes into data as base64 and is never stored.
    private static void MergeStringData(ObjectNode tree)
    {
        if (tree.Object("stringData") is not { } plain)
        {
            return;
        }

        tree.Remove("stringData");
        if (plain.Count == 0)
        {
            return;
        }

        var data = tree.Child("data");
        foreach (var (name, value) in plain)
        {
            data.Set(name, Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Str())));
        }
    }
}
