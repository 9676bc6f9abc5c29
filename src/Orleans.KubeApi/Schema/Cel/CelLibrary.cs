using System.Collections.Frozen;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// The functions every expression may use: CEL's standard ones, its extensions for strings, lists, sets, optionals, and Kubernetes' own
/// (URLs, regular expressions, lists, authorizer, quantities, IPs, CIDRs, formats, versions).
/// </summary>
internal static class CelLibrary
{
    private const string Auth = "kubernetes.authorization.";
    private static readonly Lazy<FrozenDictionary<string, CelOverload[]>> All = new(Load);

    /// <summary>The forms of each function.</summary>
    public static FrozenDictionary<string, CelOverload[]> Functions => All.Value;

    /// <summary>Types that are names in expressions.</summary>
    public static FrozenDictionary<string, CelType> Types { get; } = new Dictionary<string, CelType>(StringComparer.Ordinal)
    {
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["null_type"] = CelType.Null,
        ["dyn"] = CelType.Dyn,
        ["list"] = CelType.List(CelType.Dyn),
        ["map"] = CelType.Map(CelType.Dyn, CelType.Dyn),
        ["type"] = CelType.TypeOf(),
        ["google.protobuf.Timestamp"] = CelType.Timestamp,
        ["google.protobuf.Duration"] = CelType.Duration,
        ["optional_type"] = CelType.Optional(CelType.Dyn),
        ["net.IP"] = CelType.Opaque("net.IP"),
        ["net.CIDR"] = CelType.Opaque("net.CIDR"),
    }.ToFrozenDictionary();

    private static FrozenDictionary<string, CelOverload[]> Load()
    {
        var found = new Dictionary<string, List<CelOverload>>(StringComparer.Ordinal);
        CelSignatures.Read(Operators, found);
        CelSignatures.Read(Standard, found);
        CelSignatures.Read(Extensions, found);
        CelSignatures.Read(Kubernetes, found);
        CelSignatures.Read(Authorizer.Replace("~", Auth, StringComparison.Ordinal), found);
        Compare(found);
        Times(found);
        Numbers(found);
        return found.ToFrozenDictionary(f => f.Key, f => f.Value.ToArray());
    }

    private static void Compare(Dictionary<string, List<CelOverload>> found)
    {
        string[] same = ["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"];
        string[] numbers = ["int", "uint", "double"];
        var forms = same.Select(t => $"({t}, {t}) bool")
            .Concat(numbers.SelectMany(a => numbers.Where(b => b != a).Select(b => $"({a}, {b}) bool")));
        var text = string.Join(" | ", forms);
        CelSignatures.Read($"_<_ {text}\n_<=_ {text}\n_>_ {text}\n_>=_ {text}", found);
    }

    private static void Times(Dictionary<string, List<CelOverload>> found)
    {
        foreach (var name in new[] { "getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek" })
        {
            CelSignatures.Read($"{name} timestamp.() int | timestamp.(string) int", found);
        }

        foreach (var name in new[] { "getHours", "getMinutes", "getSeconds", "getMilliseconds" })
        {
            CelSignatures.Read($"{name} timestamp.() int | timestamp.(string) int | duration.() int", found);
        }
    }

    private static void Numbers(Dictionary<string, List<CelOverload>> found)
    {
        string[] ordered = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];
        foreach (var type in ordered)
        {
            CelSignatures.Read($"isSorted list<{type}>.() bool\nmax list<{type}>.() {type}\nmin list<{type}>.() {type}", found);
            CelSignatures.Read($"sort list<{type}>.() list<{type}>", found);
        }

        foreach (var type in new[] { "int", "uint", "double", "duration" })
        {
            CelSignatures.Read($"sum list<{type}>.() {type}", found);
        }
    }

    private const string Operators = """
        _?_:_ (bool, A, A) A
        _&&_ (bool, bool) bool
        _||_ (bool, bool) bool
        !_ (bool) bool
        @not_strictly_false (bool) bool
        _==_ (A, A) bool
        _!=_ (A, A) bool
        _+_ (bytes, bytes) bytes | (double, double) double | (duration, duration) duration | (duration, timestamp) timestamp | (timestamp, duration) timestamp | (int, int) int | (list<A>, list<A>) list<A> | (string, string) string | (uint, uint) uint
        _-_ (double, double) double | (duration, duration) duration | (int, int) int | (timestamp, duration) timestamp | (timestamp, timestamp) duration | (uint, uint) uint
        _*_ (double, double) double | (int, int) int | (uint, uint) uint
        _/_ (double, double) double | (int, int) int | (uint, uint) uint
        _%_ (int, int) int | (uint, uint) uint
        -_ (double) double | (int) int
        _[_] (list<A>, int) A | (map<A, B>, A) B | (opt<list<V>>, int) opt<V> | (opt<map<K, V>>, K) opt<V>
        _[?_] (list<V>, int) opt<V> | (opt<list<V>>, int) opt<V> | (map<K, V>, K) opt<V> | (opt<map<K, V>>, K) opt<V>
        @in (A, list<A>) bool | (A, map<A, B>) bool
        """;

    private const string Standard = """
        size (bytes) int | bytes.() int | (list<A>) int | list<A>.() int | (map<A, B>) int | map<A, B>.() int | (string) int | string.() int
        type (A) type<A>
        dyn (A) dyn
        bool (bool) bool | (string) bool
        bytes (bytes) bytes | (string) bytes
        double (double) double | (int) double | (string) double | (uint) double
        duration (duration) duration | (int) duration | (string) duration
        int (int) int | (double) int | (duration) int | (string) int | (timestamp) int | (uint) int
        string (string) string | (bool) string | (bytes) string | (double) string | (duration) string | (int) string | (timestamp) string | (uint) string
        timestamp (timestamp) timestamp | (int) timestamp | (string) timestamp
        uint (uint) uint | (double) uint | (int) uint | (string) uint
        contains string.(string) bool
        endsWith string.(string) bool
        startsWith string.(string) bool
        matches (string, string) bool | string.(string) bool
        cel.@mapInsert (map<K, V>, K, V) map<K, V> | (map<K, V>, map<K, V>) map<K, V>
        """;

    private const string Extensions = """
        optional.of (V) opt<V>
        optional.ofNonZeroValue (V) opt<V>
        optional.none () opt<V>
        optional.unwrap (list<opt<V>>) list<V>
        unwrapOpt list<opt<V>>.() list<V>
        value opt<V>.() V
        hasValue opt<V>.() bool
        or opt<V>.(opt<V>) opt<V>
        orValue opt<V>.(V) V
        charAt string.(int) string
        indexOf string.(string) int | string.(string, int) int
        lastIndexOf string.(string) int | string.(string, int) int
        lowerAscii string.() string
        upperAscii string.() string
        replace string.(string, string) string | string.(string, string, int) string
        split string.(string) list<string> | string.(string, int) list<string>
        substring string.(int) string | string.(int, int) string
        trim string.() string
        format string.(list<dyn>) string
        strings.quote (string) string
        join list<string>.() string | list<string>.(string) string
        sets.contains (list<T>, list<T>) bool
        sets.equivalent (list<T>, list<T>) bool
        sets.intersects (list<T>, list<T>) bool
        slice list<T>.(int, int) list<T>
        flatten list<list<T>>.() list<T> | list<dyn>.(int) list<dyn>
        reverse list<T>.() list<T>
        distinct list<T>.() list<T>
        lists.range (int) list<int>
        """;

    private const string Kubernetes = """
        url (string) kubernetes.URL
        isURL (string) bool
        getScheme kubernetes.URL.() string
        getHost kubernetes.URL.() string
        getHostname kubernetes.URL.() string
        getPort kubernetes.URL.() string
        getEscapedPath kubernetes.URL.() string
        getQuery kubernetes.URL.() map<string, list<string>>
        find string.(string) string
        findAll string.(string) list<string> | string.(string, int) list<string>
        indexOf list<A>.(A) int
        lastIndexOf list<A>.(A) int
        quantity (string) kubernetes.Quantity
        isQuantity (string) bool
        sign kubernetes.Quantity.() int
        isGreaterThan kubernetes.Quantity.(kubernetes.Quantity) bool | kubernetes.Semver.(kubernetes.Semver) bool
        isLessThan kubernetes.Quantity.(kubernetes.Quantity) bool | kubernetes.Semver.(kubernetes.Semver) bool
        compareTo kubernetes.Quantity.(kubernetes.Quantity) int | kubernetes.Semver.(kubernetes.Semver) int
        asApproximateFloat kubernetes.Quantity.() double
        asInteger kubernetes.Quantity.() int
        isInteger kubernetes.Quantity.() bool
        add kubernetes.Quantity.(kubernetes.Quantity) kubernetes.Quantity | kubernetes.Quantity.(int) kubernetes.Quantity
        sub kubernetes.Quantity.(kubernetes.Quantity) kubernetes.Quantity | kubernetes.Quantity.(int) kubernetes.Quantity
        semver (string) kubernetes.Semver | (string, bool) kubernetes.Semver
        isSemver (string) bool | (string, bool) bool
        major kubernetes.Semver.() int
        minor kubernetes.Semver.() int
        patch kubernetes.Semver.() int
        ip (string) net.IP | net.CIDR.() net.IP
        isIP (string) bool
        ip.isCanonical (string) bool
        family net.IP.() int
        isUnspecified net.IP.() bool
        isLoopback net.IP.() bool
        isLinkLocalMulticast net.IP.() bool
        isLinkLocalUnicast net.IP.() bool
        isGlobalUnicast net.IP.() bool
        string (net.IP) string | (net.CIDR) string
        cidr (string) net.CIDR
        isCIDR (string) bool
        containsIP net.CIDR.(string) bool | net.CIDR.(net.IP) bool
        containsCIDR net.CIDR.(string) bool | net.CIDR.(net.CIDR) bool
        prefixLength net.CIDR.() int
        masked net.CIDR.() net.CIDR
        format.named (string) opt<kubernetes.NamedFormat>
        validate kubernetes.NamedFormat.(string) opt<list<string>>
        format.dns1123Label () kubernetes.NamedFormat
        format.dns1123Subdomain () kubernetes.NamedFormat
        format.dns1035Label () kubernetes.NamedFormat
        format.qualifiedName () kubernetes.NamedFormat
        format.dns1123LabelPrefix () kubernetes.NamedFormat
        format.dns1123SubdomainPrefix () kubernetes.NamedFormat
        format.dns1035LabelPrefix () kubernetes.NamedFormat
        format.labelValue () kubernetes.NamedFormat
        format.uri () kubernetes.NamedFormat
        format.uuid () kubernetes.NamedFormat
        format.byte () kubernetes.NamedFormat
        format.date () kubernetes.NamedFormat
        format.datetime () kubernetes.NamedFormat
        """;

    private const string Authorizer = """
        path ~Authorizer.(string) ~PathCheck
        group ~Authorizer.(string) ~GroupCheck
        serviceAccount ~Authorizer.(string, string) ~Authorizer
        resource ~GroupCheck.(string) ~ResourceCheck
        subresource ~ResourceCheck.(string) ~ResourceCheck
        namespace ~ResourceCheck.(string) ~ResourceCheck
        name ~ResourceCheck.(string) ~ResourceCheck
        fieldSelector ~ResourceCheck.(string) ~ResourceCheck
        labelSelector ~ResourceCheck.(string) ~ResourceCheck
        check ~PathCheck.(string) ~Decision | ~ResourceCheck.(string) ~Decision
        errored ~Decision.() bool
        error ~Decision.() string
        allowed ~Decision.() bool
        reason ~Decision.() string
        """;
}
