using System.Text;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Catalog;
using Xunit;
using static Orleans.KubeApi.Tests.Authorization.PolicyText;

namespace Orleans.KubeApi.Tests.Authorization;

/// <summary>Who may do what by the default roles, for every endpoint that is served: a change shows as a line that differs.</summary>
public sealed class BootstrapRolesTests
{
    private const string WriteVariable = "KUBEAPI_WRITE_GOLDEN";
    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
    private static readonly string[] Roles =
    [
        "admin", "edit", "view", "system:basic-user", "system:discovery", "system:node", "system:kube-scheduler",
        "system:kube-controller-manager",
    ];

    [Fact]
    public void Decide_EveryServedEndpoint_AsInTheTable()
    {
        var table = Table();
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 } folder)
        {
            File.WriteAllText(System.IO.Path.Combine(folder, "bootstrap-roles.cases.txt"), table);
        }

        using var stream = typeof(BootstrapRolesTests).Assembly.GetManifestResourceStream("Authorization/bootstrap-roles.cases.txt")!;
        using var reader = new StreamReader(stream);
        Assert.Equal(reader.ReadToEnd(), table);
    }

    [Theory]
    [InlineData("system:anonymous", "system:unauthenticated", "/healthz", true)]
    [InlineData("system:anonymous", "system:unauthenticated", "/version", true)]
    [InlineData("system:anonymous", "system:unauthenticated", "/api", false)]
    [InlineData("jane", "system:authenticated", "/api", true)]
    [InlineData("jane", "system:authenticated", "/apis/apps/v1", true)]
    [InlineData("jane", "system:authenticated", "/metrics", false)]
    [InlineData("jane", "system:monitoring", "/metrics", true)]
    public void Decide_Path_ByTheDefaultBindings(string user, string group, string path, bool allowed) => Assert.Equal(allowed,
        Bootstrap.Decide(Orleans.KubeApi.Authentication.UserInfo.Exactly(user, "", [group]), Path("get", path)).IsAllowed);

    private static string Table()
    {
        var text = new StringBuilder("# Default roles and every endpoint that is served: what each role may do.\n");
        var endpoints = BuiltInCatalog.Load().Types
            .SelectMany(t => t.Subresources.Select(s => (t.Resource, Sub: s.Name)).Prepend((t.Resource, Sub: "")))
            .Select(e => (e.Resource.Group, Name: e.Resource.Resource, e.Sub)).Distinct()
            .OrderBy(e => $"{e.Group}/{e.Name}/{e.Sub}", StringComparer.Ordinal);
        var rules = Roles.ToDictionary(r => r, r => Bootstrap.RulesOf(new RoleReference("ClusterRole", r), "")!, StringComparer.Ordinal);
        foreach (var (group, name, sub) in endpoints)
        {
            text.Append(group.Length == 0 ? "core" : group).Append(' ').Append(sub.Length == 0 ? name : $"{name}/{sub}").Append('\n');
            foreach (var role in Roles)
            {
                var allowed = Verbs.Where(v => rules[role].Any(r => r.Names.Length == 0
                    && r.AllowsAnyName(Resource(v, group, name, sub: sub)))).ToList();
                if (allowed.Count > 0)
                {
                    text.Append("  ").Append(role).Append(": ").AppendJoin(',', allowed).Append('\n');
                }
            }
        }

        return text.ToString();
    }
}
