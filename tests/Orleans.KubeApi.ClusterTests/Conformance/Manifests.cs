namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>The manifests that the kubectl tests apply.</summary>
internal static class Manifests
{
    public const string TwoContainers = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web}
        spec:
          replicas: 2
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
              - name: front
                image: registry.example/front:1
                ports:
                - containerPort: 80
              - name: side
                image: registry.example/side:1
        """;

    public const string OneContainer = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web}
        spec:
          replicas: 3
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
              - name: front
                image: registry.example/front:2
                ports:
                - containerPort: 80
        """;

    public const string UnknownField = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: bad
        spec:
          replicaz: 2
          selector:
            matchLabels: {app: bad}
          template:
            metadata:
              labels: {app: bad}
            spec:
              containers:
              - name: front
                image: registry.example/front:1
        """;

    public const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: solo
          labels: {app: solo}
        spec:
          containers:
          - name: main
            image: registry.example/main:1
        """;
}
