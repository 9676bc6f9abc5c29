namespace Orleans.KubeApi.Objects;

/// <summary>An object in another form than its own bytes.</summary>
/// <param name="Form">Identifies the form, by reference.</param>
/// <param name="Bytes">The object in it.</param>
internal sealed record KeptForm(object Form, byte[] Bytes);
