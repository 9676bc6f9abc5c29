using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>
/// Sends spans to a collector: ours, Orleans' (calls between grains) and Npgsql's (statements). Made only where tracing is on. Spans that
/// the collector doesn't take in time are dropped, requests never wait for it.
/// </summary>
internal sealed class TracingExport : IDisposable
{
    /// <summary>Spans that may wait for the collector.</summary>
    private const int QueueMax = 8192;

    private readonly TracerProvider _provider;

    public TracingExport(TracingSettings settings, SiloName silo) => _provider = Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService("kubeapi", serviceVersion: FrontEnd.ApiVersion, serviceInstanceId: silo.Value))
        .AddSource(Tracing.Name, "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application", "Npgsql")
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.PerMillion / 1e6)))
        .AddOtlpExporter(otlp =>
        {
            otlp.Endpoint = settings.Endpoint;
            otlp.BatchExportProcessorOptions.MaxQueueSize = QueueMax;
        })
        .Build();

    /// <inheritdoc/>
    public void Dispose() => _provider.Dispose();
}
