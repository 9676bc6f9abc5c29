using System.Net;
using Npgsql;
using Orleans.KubeApi.Hosting.Access;
using Orleans.KubeApi.Hosting.Admitting;
using Orleans.KubeApi.Hosting.Auditing;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Hosting.Encryption;
using Orleans.KubeApi.Hosting.Identity;
using Orleans.KubeApi.Hosting.Measuring;
using Orleans.KubeApi.Hosting.Web;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Says what is wrong with options before anything is created or opened. Names options as they are typed on the command line.
/// </summary>
internal static class KubeApiOptionsValidator
{
    /// <summary>All complaints, each one line; empty if the options are fine.</summary>
    public static IReadOnlyList<string> Validate(KubeApiOptions options)
    {
        var errors = new List<string>();
        CheckNetwork(options, errors);
        CheckFiles(options, errors);
        AuditOptionsCheck.Check(options.Audit, errors);
        AdmissionSetup.Check(options.Admission, errors);
        CheckEncryption(options, errors);
        AuthenticationOptionsCheck.Check(options, errors);
        AuthorizationOptionsCheck.Check(options.Authorization, errors);
        TlsChoice.Check(options, errors);
        CheckTracing(options, errors);
        CheckLimits(options, errors);
        CheckStore(options, errors);
        return errors;
    }

    /// <summary>Throws with all complaints in one line.</summary>
    /// <exception cref="KubeApiOptionsException">There is a complaint.</exception>
    public static void ThrowIfInvalid(KubeApiOptions options)
    {
        var errors = Validate(options);
        if (errors.Count > 0)
        {
            throw new KubeApiOptionsException(string.Join("; ", errors));
        }
    }

    private static void CheckTracing(KubeApiOptions options, List<string> errors)
    {
        if (options.Verbosity is < 0 or > 10)
        {
            errors.Add("--v must be from 0 to 10");
        }

        if (options.LoggingFormat is not ("text" or "json"))
        {
            errors.Add($"--logging-format: \"{options.LoggingFormat}\" is not text or json");
        }

        try
        {
            TracingSettings.Of(options);
        }
        catch (KubeApiOptionsException wrong)
        {
            errors.Add(wrong.Message);
        }
    }

    private static void CheckNetwork(KubeApiOptions options, List<string> errors)
    {
        CheckAddress("--bind-address", options.BindAddress, errors);
        errors.AddRange(ServingNames.More(options).Where(name => Uri.CheckHostName(name) == UriHostNameType.Unknown)
            .Select(name => $"--tls-san: \"{name}\" is no host name and no IP address"));
        CheckAddress("--silo-address", options.SiloAddress, errors);
        CheckPort("--secure-port", options.SecurePort, errors);
        CheckPort("--silo-port", options.SiloPort, errors);
        CheckPort("--gateway-port", options.GatewayPort, errors);
        if (options.SiloPort > 0 && options.SiloPort == options.GatewayPort)
        {
            errors.Add("--silo-port and --gateway-port must differ");
        }

        if (options.SecurePort > 0 && (options.SecurePort == options.SiloPort || options.SecurePort == options.GatewayPort))
        {
            errors.Add("--secure-port must differ from --silo-port and --gateway-port");
        }

        CheckServices(options, errors);
    }

    private static void CheckServices(KubeApiOptions options, List<string> errors)
    {
        foreach (var text in options.ServiceClusterIpRange.Split(','))
        {
            if (!IPNetwork.TryParse(text, out var range))
            {
                errors.Add($"--service-cluster-ip-range: \"{text}\" is no CIDR such as 10.0.0.0/24");
                return;
            }

            if (ServiceAddresses.HostBits(range) < 3)
            {
                errors.Add("--service-cluster-ip-range must hold at least 8 addresses");
                return;
            }
        }

        try
        {
            PortBand.Parse(options.ServiceNodePortRange);
        }
        catch (FormatException wrong)
        {
            errors.Add($"--service-node-port-range: {wrong.Message}");
            return;
        }

        try
        {
            ServiceNetwork.Parse(options.ServiceClusterIpRange, options.ServiceNodePortRange);
        }
        catch (FormatException wrong)
        {
            errors.Add($"--service-cluster-ip-range: {wrong.Message}");
        }
    }

    private static void CheckFiles(KubeApiOptions options, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            errors.Add("--data-dir must not be empty");
        }

        CheckPair("--tls-cert-file", options.TlsCertFile, "--tls-private-key-file", options.TlsPrivateKeyFile, errors);
        CheckPair("--silo-cert-file", options.SiloCertFile, "--silo-private-key-file", options.SiloPrivateKeyFile, errors);
        CheckPair("--silo-cert-file", options.SiloCertFile, "--silo-ca-file", options.SiloCaFile, errors);
        CheckFile("--tls-cert-file", options.TlsCertFile, errors);
        CheckFile("--tls-private-key-file", options.TlsPrivateKeyFile, errors);
        CheckFile("--client-ca-file", options.ClientCaFile, errors);
        CheckFile("--token-auth-file", options.TokenAuthFile, errors);
        CheckFile("--silo-cert-file", options.SiloCertFile, errors);
        CheckFile("--silo-private-key-file", options.SiloPrivateKeyFile, errors);
        CheckFile("--silo-ca-file", options.SiloCaFile, errors);
    }

    private static void CheckEncryption(KubeApiOptions options, List<string> errors)
    {
        if (options.EncryptionProviderConfig.Length == 0)
        {
            if (options.EncryptionProviderConfigAutomaticReload)
            {
                errors.Add("--encryption-provider-config-automatic-reload needs --encryption-provider-config");
            }

            return;
        }

        try
        {
            EncryptionFile.Read(options.EncryptionProviderConfig);
        }
        catch (KubeApiOptionsException wrong)
        {
            errors.Add(wrong.Message);
        }
    }

    private static void CheckLimits(KubeApiOptions options, List<string> errors)
    {
        CheckPositive("--max-requests-inflight", options.MaxRequestsInflight, errors);
        CheckPositive("--max-mutating-requests-inflight", options.MaxMutatingRequestsInflight, errors);
        CheckPositive("--http2-max-streams-per-connection", options.Http2MaxStreamsPerConnection, errors);
        CheckPositive("--request-timeout", options.RequestTimeout.Ticks, errors);
        CheckPositive("--min-request-timeout", options.MinRequestTimeout.Ticks, errors);
        CheckPositive("--event-ttl", options.EventTtl.Ticks, errors);
        if (options.ShutdownDelay < TimeSpan.Zero || options.ShutdownDelay > TimeSpan.FromMinutes(10))
        {
            errors.Add("--shutdown-delay-duration must be between 0s and 10m");
        }
    }

    private static void CheckStore(KubeApiOptions options, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(options.ClusterId) || options.ClusterId.Length > 63)
        {
            errors.Add("--cluster-id must have 1 to 63 characters");
        }

        if (options.IsEmbedded)
        {
            if (options.SiloCertFile.Length > 0)
            {
                errors.Add("--silo-cert-file needs --store with a PostgreSQL connection string: an embedded server is alone");
            }

            return;
        }

        try
        {
            if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(options.Store).Host))
            {
                errors.Add("--store must be \"sqlite\" or a PostgreSQL connection string with a Host");
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The value may hold a password: say what is expected, not what was given.
            errors.Add(
                "--store must be \"sqlite\" or a PostgreSQL connection string such as \"Host=db;Username=kubeapi;Database=kubeapi\"");
        }
    }

    private static void CheckAddress(string option, string value, List<string> errors)
    {
        if (!IPAddress.TryParse(value, out _))
        {
            errors.Add($"{option}: \"{value}\" is no IP address");
        }
    }

    private static void CheckPort(string option, int value, List<string> errors)
    {
        if (value is < 0 or > 65535)
        {
            errors.Add($"{option} must be between 0 and 65535");
        }
    }

    private static void CheckPositive(string option, long value, List<string> errors)
    {
        if (value <= 0)
        {
            errors.Add($"{option} must be positive");
        }
    }

    private static void CheckPair(string first, string firstValue, string second, string secondValue, List<string> errors)
    {
        if (firstValue.Length == 0 != (secondValue.Length == 0))
        {
            var (given, missing) = firstValue.Length > 0 ? (first, second) : (second, first);
            errors.Add($"{given} needs {missing}");
        }
    }

    private static void CheckFile(string option, string path, List<string> errors)
    {
        if (path.Length > 0 && !File.Exists(path))
        {
            errors.Add($"{option}: {path} does not exist");
        }
    }
}
