using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
