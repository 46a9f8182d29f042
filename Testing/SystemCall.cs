namespace IoPolicy.Testing;

/// <summary>A system call as strace prints it. A path follows each descriptor: <c>3&lt;/path&gt;</c>.</summary>
public sealed record SystemCall(int Thread, string Name, string Arguments, string Result)
{
    /// <summary>Whether strace injected the failure.</summary>
    public bool IsInjected => Result.EndsWith("(INJECTED)", StringComparison.Ordinal);
}
