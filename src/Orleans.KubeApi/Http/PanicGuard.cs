using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>
/// Turns whatever a request ended with into an answer: a Status, as long as nothing has been sent; else the connection is cut.
/// </summary>
internal static class PanicGuard
{
    private static readonly byte[] BadRequestPage = "400 Bad Request"u8.ToArray();

    /// <summary>Answers for an exception.</summary>
    public static async ValueTask AnswerAsync(RequestContext context, Exception failed, ILogger logger)
    {
        var http = context.Http;
        if (http.RequestAborted.IsCancellationRequested)
        {
            return; // nobody is there to be told
        }

        var status = StatusOf(context, failed);
        var isUnexpected = status is null;
        if (status is null)
        {
            LogMessages.RequestFailed(logger, failed, http.Response.Headers[HeaderValues.AuditId].ToString(), http.Request.Method);
            status = StatusErrors.Internal("the server could not complete the request; its log tells more under the audit id").Status;
        }

        context.Audit?.Refused(status, isUnexpected);
        if (http.Response.HasStarted)
        {
            http.Abort(); // half a list must not look like a whole one
            return;
        }

        try
        {
            http.Response.Headers.ContentLength = null;
            http.Response.Headers.Remove("Content-Encoding");
            await Answers.StatusAsync(context, status);
        }
        catch (Exception again) when (again is OperationCanceledException or IOException)
        {
            // The client went away meanwhile.
        }
    }

    /// <summary>
    /// A target with a broken escape: the original's HTTP layer refuses it before anything else and closes the connection.
    /// </summary>
    public static ValueTask MalformedAsync(RequestContext context)
    {
        context.Http.Response.Headers.Connection = "close";
        return Answers.TextAsync(context, 400, BadRequestPage);
    }

    private static Status? StatusOf(RequestContext context, Exception failed) => failed switch
    {
        StatusException refused => refused.Status,
        BadHttpRequestException { StatusCode: 413 } => StatusErrors.TooLarge(context.Options.MaxBody).Status,
        BadHttpRequestException bad => new Status(bad.StatusCode, "BadRequest", bad.Message),
        OperationCanceledException when context.TimedOut => TooSlow,
        TimeoutException => TooSlow,
        _ => null,
    };

    private static Status TooSlow => StatusErrors.Timeout("request did not complete within the allotted timeout").Status;
}
