namespace Orleans.KubeApi.Admission;

/// <summary>
/// All plug-ins in the original's order (<c>AllOrderedPlugins</c>): first every mutating pass, then, after the object's own validation,
/// every validating pass. Both passes complete at once, without allocating, when no plug-in waits.
/// </summary>
internal sealed class AdmissionChain
{
    private readonly (IAdmissionPlugin Plugin, IWaitingAdmissionPlugin? Waiting)[] _plugins;
    private readonly (IAdmissionPlugin Plugin, IWaitingAdmissionPlugin? Waiting)[] _ofConnections;
    private readonly AdmissionMetrics? _metrics;
    private readonly AdmissionPass? _admit;
    private readonly AdmissionPass? _validate;

    public AdmissionChain(IEnumerable<IAdmissionPlugin> plugins, AdmissionMetrics? metrics = null)
    {
        (_metrics, _admit, _validate) = (metrics, metrics?.Step("admit"), metrics?.Step("validate"));
        _plugins = [.. plugins.Select(p => metrics is null ? p : MeasuredPlugin.Around(p, metrics))
            .Select(p => (p, p as IWaitingAdmissionPlugin))];
        _ofConnections = Array.FindAll(_plugins, p => p.Plugin.SeesConnections);
        KeepsLifecycle = Has(PluginTable.NamespaceLifecycle);
        MakesNamespaces = Has(Plugins.NamespaceAutoProvisionPlugin.PluginName);
    }

    /// <summary>Whether the write path has to look at the state of namespaces (plug-in NamespaceLifecycle).</summary>
    public bool KeepsLifecycle { get; }

    /// <summary>Whether missing namespaces are made (plug-in NamespaceAutoProvision).</summary>
    public bool MakesNamespaces { get; }

    /// <summary>No plug-ins but the rules about namespaces.</summary>
    public static AdmissionChain Empty { get; } = new([new Plugins.MarkerPlugin(PluginTable.NamespaceLifecycle)]);

    /// <summary>The mutating pass; it runs a second time when a webhook changed the object.</summary>
    public ValueTask MutateAsync(AdmissionRequest request) =>
        _metrics?.RunAsync(_admit!, this, request, static (chain, r) => chain.MutateAllAsync(r)) ?? MutateAllAsync(request);

    /// <summary>The validating pass.</summary>
    public ValueTask ValidateAsync(AdmissionRequest request) =>
        _metrics?.RunAsync(_validate!, this, request, static (chain, r) => chain.ValidateAsync(r, 0)) ?? ValidateAsync(request, 0);

    private ValueTask MutateAllAsync(AdmissionRequest request)
    {
        var pass = MutateAsync(request, 0);
        return pass.IsCompletedSuccessfully && request.Reinvocation is null ? ValueTask.CompletedTask : MutateAgainAsync(pass, request);
    }

    private (IAdmissionPlugin Plugin, IWaitingAdmissionPlugin? Waiting)[] Of(AdmissionRequest request) =>
        request.Operation == AdmissionOperation.Connect ? _ofConnections : _plugins;

    private bool Has(string name) => Array.Exists(_plugins, p => p.Plugin.Name == name);

    private async ValueTask MutateAgainAsync(ValueTask pass, AdmissionRequest request)
    {
        await pass;
        if (request.Reinvocation is { IsNeeded: true } reinvocation)
        {
            reinvocation.BeginSecond();
            await MutateAsync(request, 0);
        }
    }

    private ValueTask MutateAsync(AdmissionRequest request, int from)
    {
        var plugins = Of(request);
        for (var i = from; i < plugins.Length; i++)
        {
            var (plugin, waiting) = plugins[i];
            if (waiting is null)
            {
                plugin.Mutate(request);
                continue;
            }

            var pass = waiting.MutateAsync(request);
            if (!pass.IsCompletedSuccessfully)
            {
                return MutateAfterAsync(pass, request, i + 1);
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask MutateAfterAsync(ValueTask pass, AdmissionRequest request, int next)
    {
        await pass;
        await MutateAsync(request, next);
    }

    private ValueTask ValidateAsync(AdmissionRequest request, int from)
    {
        var plugins = Of(request);
        for (var i = from; i < plugins.Length; i++)
        {
            var (plugin, waiting) = plugins[i];
            if (waiting is null)
            {
                plugin.Validate(request);
                continue;
            }

            var pass = waiting.ValidateAsync(request);
            if (!pass.IsCompletedSuccessfully)
            {
                return ValidateAfterAsync(pass, request, i + 1);
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask ValidateAfterAsync(ValueTask pass, AdmissionRequest request, int next)
    {
        await pass;
        await ValidateAsync(request, next);
    }
}
