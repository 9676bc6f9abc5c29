using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>PodNodeSelector: the pods of a namespace run on the nodes that its annotation, or the configuration, says.</summary>
internal sealed class PodNodeSelectorPlugin : PluginBase
{
    private const string Annotation = "scheduler.alpha.kubernetes.io/node-selector";
    private const string ClusterDefault = "clusterDefaultNodeSelector";
    private static readonly GroupResource Namespaces = new("", "namespaces");
    private readonly Dictionary<string, Dictionary<string, string>> _configured = new(StringComparer.Ordinal);

    /// <summary>Takes what the configuration says for each namespace.</summary>
    /// <exception cref="FormatException">A selector can't be read.</exception>
    public PodNodeSelectorPlugin(ObjectNode? configuration)
    {
        var reader = new ConfigurationReader();
        var selectors = reader.Optional(configuration ?? [], "podNodeSelectorPluginConfig", "");
        var texts = selectors.Select(s => (s.Key, Text: reader.Text(selectors, s.Key, "podNodeSelectorPluginConfig"))).ToList();
        reader.ThrowIfWrong();
        texts.ForEach(t => _configured[t.Key] = Parse(t.Text));
    }

    /// <inheritdoc/>
    public override string Name => "PodNodeSelector";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "pods"))
        {
            return;
        }

        var wanted = SelectorOf(request);
        Check(request, wanted);
        foreach (var (key, value) in wanted)
        {
            request.Object!.Child("spec").Child("nodeSelector").Set(key, value);
        }
    }

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Create && Is(request, "", "pods"))
        {
            Check(request, SelectorOf(request));
        }
    }

    private void Check(AdmissionRequest request, Dictionary<string, string> wanted)
    {
        var own = request.Object!.Object("spec")?.Object("nodeSelector") ?? [];
        if (wanted.Any(w => own.Text(w.Key) is { } value && value != w.Value))
        {
            throw Forbidden(request, "pod node label selector conflicts with its namespace node label selector");
        }

        if (_configured.GetValueOrDefault(request.Namespace) is { Count: > 0 } allowed
            && own.Any(o => allowed.GetValueOrDefault(o.Key) is not { } value || value != (o.Value as TextNode)?.Value))
        {
            throw Forbidden(request, "pod node label selector labels conflict with its namespace whitelist");
        }
    }

    private Dictionary<string, string> SelectorOf(AdmissionRequest request)
    {
        var text = request.Reader.Find(Namespaces, "", request.Namespace)?
            .Parse().Object("metadata")?.Object("annotations")?.Text(Annotation);
        try
        {
            return text is null ? _configured.GetValueOrDefault(ClusterDefault) ?? [] : Parse(text);
        }
        catch (FormatException wrong)
        {
            throw Forbidden(request, wrong.Message);
        }
    }

    private static Dictionary<string, string> Parse(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                return text.Length == 0 ? labels : throw new FormatException($"invalid selector: {text}");
            }

            labels[part[..at].Trim()] = part[(at + 1)..].TrimStart('=').Trim();
        }

        return labels;
    }
}
