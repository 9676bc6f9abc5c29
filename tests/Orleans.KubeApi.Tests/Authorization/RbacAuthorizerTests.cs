using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Xunit;
using static Orleans.KubeApi.Tests.Authorization.PolicyText;

namespace Orleans.KubeApi.Tests.Authorization;

public sealed class RbacAuthorizerTests : IPolicySource
{
    private readonly TaskCompletionSource _asked = new();
    private RbacPolicy _policy = RbacPolicy.Empty;
    private bool _waits;

    RbacPolicy IPolicySource.Current => _policy;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AuthorizeAsync_GrantedMeanwhile_IsDecidedByTheNewPolicy(bool waits)
    {
        _waits = waits;
        var asking = AskAsync("a");
        _asked.SetResult();

        Assert.True((await asking).IsAllowed);
    }

    [Fact]
    public async Task AuthorizeAsync_StillNotGranted_IsNo()
    {
        _asked.SetResult();

        Assert.Equal(Decision.NoOpinion, (await AskAsync("b")).Decision);
    }

    ValueTask IPolicySource.RefreshAsync(CancellationToken cancellationToken)
    {
        _policy = Build(
        [
            Role("n", "r", """[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]"""),
            Binding("n", "b", "Role/r", """[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"a"}]"""),
        ]);
        return _waits ? new ValueTask(_asked.Task) : ValueTask.CompletedTask;
    }

    private async Task<AuthorizerDecision> AskAsync(string user) => await new RbacAuthorizer(this).AuthorizeAsync(
        User(user), Resource("get", "", "pods", "n"), TestContext.Current.CancellationToken);
}
