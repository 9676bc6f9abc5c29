namespace Orleans.KubeApi.Discovery;

/// <summary>A parameter of an operation other than its body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">"query" or "path"; parameters of the path are required.</param>
/// <param name="Type">"string", "boolean" or "integer".</param>
/// <param name="Description">What it does.</param>
internal sealed record ApiParameter(string Name, string In, string Type, string Description);
