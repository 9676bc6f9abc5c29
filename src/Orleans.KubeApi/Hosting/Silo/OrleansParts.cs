using Microsoft.Extensions.DependencyInjection;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>Orleans' own services that are registered under keys that aren't public.</summary>
internal static class OrleansParts
{
    /// <summary>Puts another one in the place of each of that type (a transport has one for silos and one for the gateway).</summary>
    public static void Replace<T>(IServiceCollection services, Func<IServiceProvider, T> make)
        where T : class
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: true } service && service.ServiceType == typeof(T))
            {
                services[i] = ServiceDescriptor.KeyedSingleton<T>(service.ServiceKey, (provider, _) => make(provider));
            }
        }
    }
}
