using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>
/// One compiled-in plug-in of the admission chain. Stateless and pure (it may run again on a newer version of the object); refuses by
/// <see cref="StatusException"/>.
/// </summary>
internal interface IAdmissionPlugin
{
    /// <summary>The original's name: NamespaceLifecycle, LimitRanger, ….</summary>
    string Name { get; }

    /// <summary>Whether the plug-in is asked for connections too (<see cref="AdmissionOperation.Connect"/>).</summary>
    bool SeesConnections => false;

    /// <summary>Changes the object in place or refuses. Runs for all plug-ins before validation of the object.</summary>
    void Mutate(AdmissionRequest request);

    /// <summary>Refuses or lets pass; the object is final and may not be changed.</summary>
    void Validate(AdmissionRequest request);
}
