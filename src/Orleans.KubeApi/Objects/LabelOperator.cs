namespace Orleans.KubeApi.Objects;

/// <summary>How a <see cref="LabelRequirement"/> relates a label to its values. The two spellings of "equals" print differently.</summary>
internal enum LabelOperator
{
    Equals,
    DoubleEquals,
    NotEquals,
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}
