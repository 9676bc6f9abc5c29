using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>
/// Whether the mutating pass of one request must run a second time, and which webhooks then: those with reinvocationPolicy IfNeeded whose
/// object changed since they saw it. The compiled-in plug-ins always run again.
/// </summary>
internal sealed class Reinvocation
{
    private readonly HashSet<Webhook> _seen = [];
    private readonly HashSet<Webhook> _again = [];
    private byte[]? _output;

    /// <summary>The second pass runs.</summary>
    public bool IsSecond { get; private set; }

    /// <summary>A webhook changed the object.</summary>
    public bool IsNeeded { get; private set; }

    /// <summary>Begins the second pass.</summary>
    public void BeginSecond() => IsSecond = true;

    /// <summary>The webhooks' part begins: what the compiled-in plug-ins did since its last end may call them again.</summary>
    public void Begin(ObjectNode? tree)
    {
        if (IsSecond && !(_output ?? []).AsSpan().SequenceEqual(tree?.ToUtf8() ?? []))
        {
            RequireAgain();
        }
    }

    /// <summary>The webhooks' part ended.</summary>
    public void End(ObjectNode? tree) => _output = tree?.ToUtf8();

    /// <summary>Whether a webhook is called in this pass.</summary>
    public bool MayCall(Webhook hook) => !IsSecond || _again.Contains(hook);

    /// <summary>A webhook was called.</summary>
    public void Called(Webhook hook, bool changed)
    {
        if (changed)
        {
            RequireAgain();
            IsNeeded = true;
        }

        if (hook.MayBeReinvoked)
        {
            _seen.Add(hook);
        }
    }

    private void RequireAgain()
    {
        _again.UnionWith(_seen);
        _seen.Clear();
    }
}
