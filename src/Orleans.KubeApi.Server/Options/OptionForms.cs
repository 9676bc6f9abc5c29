using System.Globalization;
using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Options;

/// <summary>Makes options out of a name, a help text and a property, one way for each kind of value.</summary>
internal static class OptionForms
{
    public static ServerOption Text(
        string name, string help, Func<KubeApiOptions, string> get, Action<KubeApiOptions, string> set) =>
        new(name, help, "a text", (options, text) =>
        {
            set(options, text);
            return true;
        }, get);

    public static ServerOption List(
        string name, string help, Func<KubeApiOptions, string> get, Action<KubeApiOptions, string> set) =>
        Text(name, help, get, set) with { IsRepeatable = true };

    public static ServerOption Number(
        string name, string help, Func<KubeApiOptions, int> get, Action<KubeApiOptions, int> set) =>
        new(name, help, "a whole number", (options, text) =>
        {
            var valid = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
            if (valid)
            {
                set(options, value);
            }

            return valid;
        }, options => get(options).ToString(CultureInfo.InvariantCulture));

    public static ServerOption Decimal(
        string name, string help, Func<KubeApiOptions, double> get, Action<KubeApiOptions, double> set) =>
        new(name, help, "a number", (options, text) =>
        {
            var valid = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
            if (valid)
            {
                set(options, value);
            }

            return valid;
        }, options => get(options).ToString(CultureInfo.InvariantCulture));

    public static ServerOption Flag(
        string name, string help, Func<KubeApiOptions, bool> get, Action<KubeApiOptions, bool> set) =>
        new(name, help, "true or false", (options, text) =>
        {
            var valid = bool.TryParse(text, out var value);
            if (valid)
            {
                set(options, value);
            }

            return valid;
        }, options => get(options) ? "true" : "false");

    public static ServerOption Duration(
        string name, string help, Func<KubeApiOptions, TimeSpan> get, Action<KubeApiOptions, TimeSpan> set) =>
        new(name, help, "a duration such as 1m30s", (options, text) =>
        {
            // kube-apiserver's --min-request-timeout is a bare number of seconds.
            var seconds = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text + "s" : text;
            var valid = GoDuration.TryParse(seconds, out var value);
            if (valid)
            {
                set(options, value);
            }

            return valid;
        }, options => GoDuration.Format(get(options)));
}
