namespace Orleans.KubeApi.Discovery;

/// <summary>The documentation of types and fields that OpenAPI shows.</summary>
internal interface ISchemaTexts
{
    /// <summary>What a type is, "" if nothing is known.</summary>
    string OfType(string type);

    /// <summary>What a field is, "" if nothing is known.</summary>
    string OfField(string type, string field);
}
