using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>The options of a connection, from its parameters (core/v1 <c>PodExecOptions</c>, …), and their admission.</summary>
internal static class ConnectOptions
{
    private static readonly string[] Streams = ["stdin", "stdout", "stderr", "tty"];

    /// <summary>Lets admission see the connection before anything is looked for.</summary>
    /// <exception cref="StatusException">Refused, or 400 for parameters that can't be.</exception>
    public static async ValueTask AdmitAsync(RequestContext context, HandlerServices services)
    {
        if (context.Target.Query.Get("dryRun") is not null)
        {
            throw StatusErrors.BadRequest("dryRun is not supported");
        }

        var request = WriteHandler.Request(context, WriteVerb.Connect) with { Body = Read(context).ToUtf8() };
        var result = await services.Store.WriteAsync(request, context.Deadline(context.Options.WriteTimeout));
        context.Audit?.Annotate(result.AuditAnnotations);
        WarningHeaders.Add(context.Http.Response, result.Warnings);
        if (result.Error is { } error)
        {
            throw new StatusException(error);
        }
    }

    private static ObjectNode Read(RequestContext context)
    {
        var (info, query) = (context.Info, context.Target.Query);
        var options = new ObjectNode
        {
            { "kind", context.Type.Subresource(info.Subresource)!.Kind.Kind }, { "apiVersion", "v1" },
        };
        switch (info.Subresource)
        {
            case "proxy":
                options.Set("path", "/" + string.Join('/', context.Target.Segments[^info.ExtraSegments..]));
                break;
            case "portforward":
                AddPorts(options, query.All("ports"));
                break;
            default:
                AddStreams(options, query);
                break;
        }

        if (info.Subresource == "exec" && query.All("command") is { Count: > 0 } command)
        {
            options.Set("command", ArrayNode.OfTexts(command));
        }

        return options;
    }

    private static void AddStreams(ObjectNode options, QueryParameters query)
    {
        foreach (var stream in Streams.Where(s => IsTrue(query.Get(s))))
        {
            options.Set(stream, true);
        }

        if (query.Get("container") is { Length: > 0 } container)
        {
            options.Set("container", container);
        }
    }

    // As the original reads them: whatever isn't clearly a no is a yes.
    private static bool IsTrue(string? value) =>
        value is not null and not "0" && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static void AddPorts(ObjectNode options, IReadOnlyList<string> ports)
    {
        var list = new ArrayNode();
        foreach (var port in ports)
        {
            list.Add(int.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? (long)number : throw StatusErrors.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(port)}: invalid syntax"));
        }

        if (list.Items.Count > 0)
        {
            options.Set("ports", list);
        }
    }
}
