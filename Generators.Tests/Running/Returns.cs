namespace Generators.Tests.Running;

/// <summary>What the annotated method returns.</summary>
public enum Returns
{
    Void,
    Value,
    Reference,
    Task,
    TaskOfValue,
    ValueTask,
    ValueTaskOfValue,
}
