using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Pages;

/// <summary>How one of the server's own pages is written: a text for people, or an object whose version the client must name.</summary>
/// <param name="Version">Of config.k8s.io; empty: the text.</param>
/// <param name="Format">Of the object.</param>
internal sealed record PageForm(string Version, OutputFormat Format)
{
    /// <summary>The group of the objects.</summary>
    public const string Group = "config.k8s.io";

    private static readonly PageForm Text = new("", OutputFormat.Json);

    /// <summary>The version is served, but another one should be asked for.</summary>
    public bool IsDeprecated => Version == "v1alpha1";

    /// <summary>The form that a client prefers among those that there are; without a header it is the text.</summary>
    /// <param name="accept">The Accept header.</param>
    /// <param name="kind">"Statusz" or "Flagz".</param>
    /// <exception cref="StatusException">406: none of them. JSON without a version is none, as nobody could rely on it.</exception>
    public static PageForm Of(string accept, string kind)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return Text;
        }

        foreach (var clause in AcceptClause.InOrder(accept))
        {
            if (clause.Stream.Length == 0 && Choose(clause, kind) is { } form)
            {
                return form;
            }
        }

        throw StatusErrors.NotAcceptable("application/json, application/yaml, text/plain");
    }

    private static PageForm? Choose(AcceptClause clause, string kind)
    {
        if (clause.IsPlain)
        {
            return clause.Type is "text/plain" or "text/*" or "*/*" ? Text : null;
        }

        if (clause.As != kind || clause.Group != Group || clause.Version is not ("v1beta1" or "v1alpha1"))
        {
            return null;
        }

        return clause.Type switch
        {
            "application/json" or "application/*" or "*/*" => new PageForm(clause.Version, OutputFormat.Json),
            "application/yaml" => new PageForm(clause.Version, OutputFormat.PlainYaml),
            _ => null,
        };
    }
}
