using Xunit;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>/statusz and /flagz: the text that people read, and the object that tools ask for.</summary>
public sealed class ServerPagesTests
{
    private const string Warning =
        "Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for "
        + "debugging purposes only.\n";

    [Theory]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("*/*")]
    [InlineData("application/json, */*")]
    public async Task Statusz_ForPeople_IsAText(string accept)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync("/statusz", accept.Length == 0 ? "" : $"Accept: {accept}");

        Assert.Equal((200, "text/plain; charset=utf-8"), (answer.Code, answer.Headers.ContentType.ToString()));
        Assert.Equal(
            "\nkube-apiserver statusz\n" + Warning + "\nStarted: Thu Dec 30 21:57:57 UTC 1999\nUp: 26 hr 02 min 03 sec\n"
            + "Go version: dotnet10\nBinary version: 1.37.0\nEmulation version: 1.37\n"
            + "Paths: /flagz /healthz /livez /metrics /readyz /statusz /version\n", answer.Text);
    }

    [Fact]
    public async Task Flagz_ForPeople_HasALineForEachFlag()
    {
        await using var front = new FrontEnd();

        Assert.Equal("\nkube-apiserver flagz\n" + Warning + "a=\nv=0\n", (await front.GetAsync("/flagz")).Text);
    }

    [Theory]
    [InlineData("v1beta1", "")]
    [InlineData("v1alpha1", "299 - \"This version of the statusz endpoint is deprecated. Please use a newer version.\"")]
    public async Task Statusz_OfAVersion_IsAnObject(string version, string warning)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync("/statusz", $"Accept: application/json;v={version};g=config.k8s.io;as=Statusz");

        Assert.Equal((200, "application/json"), (answer.Code, answer.Headers.ContentType.ToString()));
        Assert.Equal(warning, answer.Headers["Warning"].ToString());
        Assert.Equal(
            ($"{{'kind':'Statusz','apiVersion':'config.k8s.io/{version}','metadata':{{'name':'kube-apiserver'}},"
                + "'startTime':'1999-12-30T21:57:57Z','uptimeSeconds':93723,'goVersion':'dotnet10','binaryVersion':'1.37.0',"
                + "'emulationVersion':'1.37','paths':['/flagz','/healthz','/livez','/metrics','/readyz','/statusz','/version']}\n")
                .Replace('\'', '"'),
            answer.Text);
    }

    [Fact]
    public async Task Flagz_OfAVersion_IsAnObject()
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync("/flagz", "Accept: application/yaml;v=v1beta1;g=config.k8s.io;as=Flagz");

        Assert.Equal((200, "application/yaml"), (answer.Code, answer.Headers.ContentType.ToString()));
        Assert.Contains("kind: Flagz", answer.Text, StringComparison.Ordinal);
        Assert.Contains("  v: \"0\"", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/statusz", "application/json")]
    [InlineData("/statusz", "application/json;v=v1beta1;g=config.k8s.io;as=Flagz")]
    [InlineData("/flagz", "application/json;v=v1;g=config.k8s.io;as=Flagz")]
    [InlineData("/flagz", "application/json;v=v1beta1;g=config.k8s.io;as=Flagz;stream=watch")]
    [InlineData("/flagz", "application/vnd.kubernetes.protobuf")]
    [InlineData("/flagz", "text/html")]
    public async Task Page_InNoFormThatThereIs_Is406(string path, string accept)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync(path, $"Accept: {accept}");

        Assert.Equal(406, answer.Code);
        if (!accept.Contains("protobuf", StringComparison.Ordinal))
        {
            Assert.Equal(
                "only the following media types are accepted: application/json, application/yaml, text/plain", answer.Message);
        }
    }

    [Theory]
    [InlineData("/statusz", "alice", 403)]
    [InlineData("/flagz", "alice", 403)]
    [InlineData("/flagz", null, 403)]
    [InlineData("/statusz/", "admin", 404)]
    [InlineData("/statusz/x", "admin", 404)]
    public async Task Page_Path_IsExactAndNeedsTheRight(string path, string? token, int code)
    {
        await using var front = new FrontEnd();
        Assert.Equal(code, (await front.SendAsync("GET", path, token: token)).Code);
    }
}
