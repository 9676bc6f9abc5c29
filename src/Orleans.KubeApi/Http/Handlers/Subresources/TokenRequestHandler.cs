using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Subresources;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>
/// POST of <c>serviceaccounts/token</c>: a signed token of the account, for a time, for some audiences, bound to a pod, secret or node if
/// asked. Nothing is stored.
/// </summary>
internal static class TokenRequestHandler
{
    private const long Hour = 3600;
    private const long Shortest = 600;
    private const long Longest = 1L << 32;

    // Kubelets ask for this odd hour; their tokens go on working for a year, so that old clients that never read the file again survive.
    private const long ExtendedHour = 3607;
    private const long Year = 365 * 24 * 3600;
    private static readonly GroupResource Accounts = new("", "serviceaccounts");

    /// <summary>Answers a token request.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        context.Type = SubresourceTypes.Of(context.Type, "token");
        var posted = await PostedBody.ReadAsync(context);
        var tree = posted.Tree;
        var spec = tree.Child("spec");
        if (!spec.Has("expirationSeconds") || spec["expirationSeconds"] is NullNode)
        {
            spec.Set("expirationSeconds", Hour);
        }

        var now = context.Time.GetUtcNow();
        var track = WriteHandler.Request(context, WriteVerb.Create) with { FieldManager = posted.Options.FieldManager };
        FieldTracking.Track(track, context.Type, tree, old: null, now);
        CheckName(context, tree);
        tree = await (posted with { Tree = tree }).AdmitAsync(context, services);
        spec = tree.Child("spec");
        var account = await PostedBody.FindAsync(context, services, Accounts, context.ScopeNamespace, context.Info.PathName);
        Fill(tree, account, services.Accounts!.Settings, now);
        Check(context, spec);
        Shorten(context, spec, services.Accounts.Settings);
        var bound = await TokenBinding.FindAsync(context, services, spec.Object("boundObjectRef"));
        Issue(tree, account, bound, services.Accounts.Settings, now);
        WarningHeaders.Add(context.Http.Response, posted.Warnings);
        await Answers.JsonAsync(context, 201, TreeOrder.Restore(tree, context.Type.Schema).ToUtf8(), format.Plain);
    }

    private static void CheckName(RequestContext context, ObjectNode tree)
    {
        var name = new ObjectMeta(tree).Name;
        if (name.Length > 0 && name != context.Info.PathName)
        {
            throw StatusErrors.Invalid(context.Type.Kind, context.Info.PathName, [new StatusCause("FieldValueInvalid",
                $"Invalid value: {GoText.Quote(name)}: must match the service account name if specified", "metadata.name")]);
        }
    }

    private static void Fill(ObjectNode tree, StoredObject account, TokenSettings settings, DateTimeOffset now)
    {
        var meta = new ObjectMeta(tree);
        var uid = account.Field("metadata.uid") ?? "";
        if (meta.Uid.Length > 0 && meta.Uid != uid)
        {
            throw StatusErrors.Conflict(new GroupResource("", "ServiceAccount"), account.Name,
                $"the UID in the token request ({meta.Uid}) does not match the UID in record ({uid}). The object might have been deleted and then recreated");
        }

        meta.Set("name", account.Name);
        meta.Set("uid", uid);
        meta.Set("creationTimestamp", ObjectMeta.Time(now));
        var spec = tree.Child("spec");
        if (spec.Array("audiences") is not { Items.Count: > 0 })
        {
            spec.Set("audiences", ArrayNode.OfTexts(settings.Audiences));
        }

        if (!spec.Has("boundObjectRef"))
        {
            spec.Set("boundObjectRef", NullNode.Instance);
        }
    }

    private static void Check(RequestContext context, ObjectNode spec)
    {
        var errors = new FieldErrors();
        var seconds = spec.Integer("expirationSeconds") ?? 0;
        var path = FieldPath.Of("spec").Child("expirationSeconds");
        if (seconds < Shortest)
        {
            errors.Invalid(path, seconds, "may not specify a duration less than 10 minutes");
        }

        if (seconds > Longest)
        {
            errors.Invalid(path, seconds, "may not specify a duration larger than 2^32 seconds");
        }

        if (errors.Count > 0)
        {
            throw StatusErrors.Invalid(context.Type.Kind, "", errors.Causes);
        }
    }

    private static void Shorten(RequestContext context, ObjectNode spec, TokenSettings settings)
    {
        if (settings.MaxExpiration is { TotalSeconds: var most } && spec.Integer("expirationSeconds") is { } seconds && seconds > most)
        {
            WarningHeaders.Add(
                context.Http.Response, [$"requested expiration of {seconds} seconds shortened to {(long)most} seconds"]);
            spec.Set("expirationSeconds", (long)most);
        }
    }

    private static void Issue(ObjectNode tree, StoredObject account, TokenBinding bound, TokenSettings settings, DateTimeOffset now)
    {
        var spec = tree.Child("spec");
        var seconds = spec.Integer("expirationSeconds") ?? Hour;
        List<string> audiences = [.. spec.Array("audiences")!.Items.OfType<TextNode>().Select(a => a.Value)];
        var isExtended = settings.ExtendsExpiration && bound.Pod is not null && seconds == ExtendedHour
            && audiences.TrueForAll(settings.Audiences.Contains);
        var claims = new TokenClaims
        {
            Namespace = account.Namespace,
            AccountName = account.Name,
            AccountUid = account.Field("metadata.uid") ?? "",
            Pod = bound.Pod,
            Secret = bound.Secret,
            Node = bound.Node,
            Audiences = audiences,
            IssuedAt = now,
            Expires = now.AddSeconds(isExtended ? Year : seconds),
            WarnAfter = isExtended ? now.AddSeconds(seconds) : null,
            Id = Guid.NewGuid().ToString(),
        };
        tree.Set("status", new ObjectNode
        {
            { "token", TokenText.Write(claims, settings) }, { "expirationTimestamp", ObjectMeta.Time(now.AddSeconds(seconds)) },
        });
    }
}
