namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>Asks a server whether it keeps a guarantee; what speaks against it goes into the scene's findings.</summary>
internal delegate Task ServerCheck(GuaranteeScene scene, CancellationToken cancellation);
