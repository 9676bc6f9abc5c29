using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>
/// Gives a Service its addresses and ports, before validation as the original does: an address that is taken or out of range is the only
/// error then. What goes away is not released here but when the version without it is committed.
/// </summary>
internal static class ServiceAllocation
{
    /// <summary>Allocates for a create (<paramref name="old"/> null) or an update.</summary>
    /// <exception cref="StatusException">
    /// 422 or 500 as the original's; 503 while the book has wishes: the run is then repeated and never answered.
    /// </exception>
    public static void Run(ServiceView service, ServiceView? old, ClaimBook book, KindContext context)
    {
        book.Begin();
        ServiceFamilies.Init(service, old, book.Network, context);
        if (old is { } before)
        {
            UpdateAddresses(service, before, book, context);
        }
        else
        {
            Addresses(service, 0, book, context);
        }

        new NodePortAllocation(service, book, context).Run(old);
        if (book.Wishes.Count > 0)
        {
            throw StatusErrors.Unavailable("addresses are being allocated");
        }
    }

    private static void UpdateAddresses(ServiceView service, ServiceView old, ClaimBook book, KindContext context)
    {
        if (ServiceFamilies.KeepsPreference(service, old) && !old.IsExternalName)
        {
            return;
        }

        if (old.IsExternalName && !service.IsExternalName)
        {
            Addresses(service, 0, book, context);
        }
        else if (old.ClusterIps is not [ServiceView.None, ..] && old.Families.Count == 1 && service.Families.Count == 2)
        {
            Addresses(service, 1, book, context);
        }
    }

    private static void Addresses(ServiceView service, int from, ClaimBook book, KindContext context)
    {
        var ips = service.ClusterIps;
        if (service.IsExternalName || ips is [ServiceView.None, ..])
        {
            return;
        }

        var families = service.Families;
        for (var i = from; i < families.Count; i++)
        {
            if (i >= ips.Count)
            {
                ips.Add("");
            }

            ips[i] = ips[i].Length == 0 ? Next(families[i], book, context) : Fixed(service, ips[i], families[i], book, context);
        }

        service.ClusterIps = ips.TrueForAll(ip => ip.Length > 0) ? ips : [];
        service.ClusterIp = service.ClusterIps is [var first, ..] ? first : "";
    }

    private static string Next(string family, ClaimBook book, KindContext context)
    {
        var ranges = ServiceRanges.Ready(family, context, book.Network);
        if (book.IsDryRun)
        {
            return ranges is [var range, ..] ? range.First.ToString() : "0.0.0.0";
        }

        return book.Ask(new ClaimWish($"ip {family}", IsPort: false, "", ranges), out var value) == ClaimState.Refused
            ? throw StatusErrors.Internal("failed to allocate a serviceIP: range is full")
            : value;
    }

    private static string Fixed(ServiceView service, string text, string family, ClaimBook book, KindContext context)
    {
        IpText.TryParse(text, out var address);
        var ranges = ServiceRanges.Ready(family, context, book.Network);
        var wrong = "";
        if (book.IsDryRun)
        {
            wrong = ranges is [var range, ..] && !Bands.Holds(range, address)
                ? $"the provided IP ({address}) is not in the valid range. The range of valid IPs is {range}" : "";
        }
        else if (!ranges.Exists(r => Bands.Holds(r, address)))
        {
            wrong = "the provided network does not match the current range";
        }
        else if (book.Ask(new ClaimWish($"ip {address}", IsPort: false, address.ToString(), []), out _) == ClaimState.Refused)
        {
            wrong = "provided IP is already allocated";
        }

        if (wrong.Length > 0)
        {
            var errors = new FieldErrors();
            errors.Invalid(FieldPath.Of("spec").Child("clusterIPs"), service.Spec.Array("clusterIPs"),
                $"failed to allocate IP {text}: {wrong}");
            ServiceFamilies.Refuse(errors, service, context);
        }

        return address.ToString();
    }
}
