namespace Generators.Tests.Running;

/// <summary>By which carrier the policy is carried.</summary>
public enum Carrier
{
    Partial,
    Interceptor,
}
