namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>What an expression may name besides the object, the request and the namespace.</summary>
[Flags]
internal enum PolicyScope
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary><c>params</c>.</summary>
    Params = 1,

    /// <summary><c>authorizer</c>.</summary>
    Authorizer = 2,

    /// <summary><c>variables</c>, if the policy has some.</summary>
    Variables = 4,

    /// <summary><c>Object{…}</c>, <c>JSONPatch{…}</c> and what helps to make them.</summary>
    Patches = 8,
}
