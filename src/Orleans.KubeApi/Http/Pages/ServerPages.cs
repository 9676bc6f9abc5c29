using System.Globalization;
using System.Text;
using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Pages;

/// <summary>
/// /statusz and /flagz (KEP-4827, KEP-4828; on by default since v1.36). Who may see them is up to authorization, as for any path (role
/// <c>system:monitoring</c>). The texts are for people; who wants to rely on something asks for a version of the object.
/// </summary>
internal sealed class ServerPages(ServerFacts facts, TimeProvider time)
{
    private const string Component = "kube-apiserver";

    /// <summary>Whether a target is one of the pages.</summary>
    public static bool IsMeant(RequestTarget target) => target is { IsExact: true, Segments: ["statusz" or "flagz"] };

    /// <summary>Answers a page, whatever the method, as the original does.</summary>
    /// <exception cref="StatusException">406.</exception>
    public ValueTask AnswerAsync(RequestContext context)
    {
        var page = context.Target.Segments[0];
        var isStatus = page == "statusz";
        var kind = isStatus ? "Statusz" : "Flagz";
        var form = PageForm.Of(context.Http.Request.Headers.Accept.ToString(), kind);
        if (form.Version.Length == 0)
        {
            var text = new StringBuilder($"\n{Component} {page}\nWarning: This endpoint is not meant to be machine parseable, "
                + "has no formatting compatibility guarantees and is for debugging purposes only.\n");
            context.Http.Response.Headers.ContentType = HeaderValues.Text;
            return Answers.BytesAsync(context, Encoding.UTF8.GetBytes((isStatus ? Status(text) : Flags(text)).ToString()));
        }

        if (form.IsDeprecated)
        {
            WarningHeaders.Add(
                context.Http.Response, [$"This version of the {page} endpoint is deprecated. Please use a newer version."]);
        }

        var tree = new ObjectNode
        {
            { "kind", kind }, { "apiVersion", $"{PageForm.Group}/{form.Version}" },
            { "metadata", new ObjectNode { { "name", Component } } },
        };
        return Answers.JsonAsync(context, 200, (isStatus ? Status(tree) : Flags(tree)).ToUtf8(), form.Format);
    }

    private long Uptime => Math.Max(0, (long)(time.GetUtcNow() - facts.Started).TotalSeconds);

    private StringBuilder Status(StringBuilder text)
    {
        var up = Uptime;
        var started = facts.Started.UtcDateTime;
        var day = started.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2);
        return text.Append(CultureInfo.InvariantCulture, $"\nStarted: {started:ddd MMM} {day} {started:HH:mm:ss} UTC {started:yyyy}\n")
            .Append(CultureInfo.InvariantCulture, $"Up: {up / 3600} hr {up / 60 % 60:00} min {up % 60:00} sec\n")
            .Append(CultureInfo.InvariantCulture, $"Go version: {facts.Runtime}\nBinary version: {facts.Version}\n")
            .Append(CultureInfo.InvariantCulture, $"Emulation version: {facts.Emulated}\n")
            .Append("Paths: ").AppendJoin(' ', RootIndex.Debugging).Append('\n');
    }

    private ObjectNode Status(ObjectNode tree)
    {
        tree.Add("startTime", ObjectMeta.Time(facts.Started));
        tree.Add("uptimeSeconds", Uptime);
        tree.Add("goVersion", facts.Runtime);
        tree.Add("binaryVersion", facts.Version);
        tree.Add("emulationVersion", facts.Emulated);
        tree.Add("paths", new ArrayNode(RootIndex.Debugging.Select(p => (Node)p)));
        return tree;
    }

    private StringBuilder Flags(StringBuilder text)
    {
        foreach (var (name, value) in facts.Flags.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append('=').Append(value).Append('\n');
        }

        return text;
    }

    private ObjectNode Flags(ObjectNode tree)
    {
        var flags = new ObjectNode();
        foreach (var (name, value) in facts.Flags.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            flags.Add(name, value);
        }

        if (facts.Flags.Count > 0)
        {
            tree.Add("flags", flags);
        }

        return tree;
    }
}
