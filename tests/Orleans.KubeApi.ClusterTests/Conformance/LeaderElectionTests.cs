using System.Collections.Concurrent;
using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>The typed client's own leader election: two candidates for a lease, one of which dies.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class LeaderElectionTests(EmbeddedServer embedded)
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoCandidates_LeaderDies_TheOtherTakesOver()
    {
        var space = await embedded.NewNamespaceAsync(Cancellation);
        using var first = new Candidate(embedded, space, "first");
        await first.Leading.WaitAsync(_limit, Cancellation);
        using var second = new Candidate(embedded, space, "second");
        await second.Sees("first").WaitAsync(_limit, Cancellation);
        Assert.False(second.Leading.IsCompleted);

        await first.KillAsync();
        await second.Leading.WaitAsync(_limit, Cancellation);
        using var client = NewClient(embedded);
        var lease = await client.CoordinationV1.ReadNamespacedLeaseAsync("job", space, cancellationToken: Cancellation);
        Assert.Equal(("second", 1), (lease.Spec.HolderIdentity, lease.Spec.LeaseTransitions));
        await second.KillAsync();
    }

    private static Kubernetes NewClient(EmbeddedServer server) =>
        new(KubernetesClientConfiguration.BuildConfigFromConfigFile(server.Server.Kubeconfig));

    private sealed class Candidate : IDisposable
    {
        private readonly CancellationTokenSource _killed = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        private readonly TaskCompletionSource _leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = new(StringComparer.Ordinal);
        private readonly Kubernetes _client;
        private readonly LeaderElector _elector;
        private readonly Task _running;

        public Candidate(EmbeddedServer server, string space, string name)
        {
            _client = NewClient(server);
            _elector = new LeaderElector(new LeaderElectionConfig(new LeaseLock(_client, space, "job", name))
            {
                LeaseDuration = _lease,
                RenewDeadline = TimeSpan.FromSeconds(2),
                RetryPeriod = TimeSpan.FromMilliseconds(300),
            });
            _elector.OnStartedLeading += () => _leading.TrySetResult();
            _elector.OnNewLeader += leader => Waiter(leader).TrySetResult();
            _running = _elector.RunUntilLeadershipLostAsync(_killed.Token);
        }

        public Task Leading => _leading.Task;

        public Task Sees(string leader) => Waiter(leader).Task;

        // As a crash: nothing is given back, the lease must run out.
        public async Task KillAsync()
        {
            await _killed.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        public void Dispose()
        {
            _killed.Cancel();
            _elector.Dispose();
            _client.Dispose();
            _killed.Dispose();
        }

        private TaskCompletionSource Waiter(string leader) =>
            _seen.GetOrAdd(leader, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
