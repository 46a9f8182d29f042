namespace Generators.Tests.Running;

/// <summary>What the method does to its file.</summary>
public enum Work
{
    Read,
    Write,
    Header,
}
