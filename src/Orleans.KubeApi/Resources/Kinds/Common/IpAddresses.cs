using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>
/// Addresses in fields that once took sloppy forms (IsValidIPForLegacyField): new values must be strict, those that an object has already
/// are let through.
/// </summary>
internal static class IpAddresses
{
    /// <summary>Checks a field; texts that the stored object had already are let through.</summary>
    public static void Check(FieldErrors errors, FieldPath path, string text, HashSet<string>? stored = null)
    {
        if (stored?.Contains(text) == true)
        {
            return;
        }

        if (!IpText.TryParse(text, out var address))
        {
            errors.Invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
        else if (address.HadZeros)
        {
            errors.Invalid(path, text, "must not have leading 0s");
        }
        else if (address.WasMapped)
        {
            errors.Invalid(path, text, "must not be an IPv4-mapped IPv6 address");
        }
    }
}
