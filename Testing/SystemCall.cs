namespace IoPolicy.Testing;

/// <summary>A system call as strace printed it; descriptors are followed by their paths: <c>3&lt;/path&gt;</c>.</summary>
public sealed record SystemCall(int Thread, string Name, string Arguments, string Result)
{
    /// <summary>Whether strace made it fail.</summary>
    public bool IsInjected => Result.EndsWith("(INJECTED)", StringComparison.Ordinal);
}
