using IoPolicy.CompilerServices;

namespace IoPolicy.Hints;

/// <summary>What a policy asks for: the data under <c>PagePolicy</c>, which generated code fills once and each hint reads.</summary>
internal sealed class PolicyTerms
{
    private readonly Lazy<bool> _keptByVariable;

    /// <param name="kind">Which attribute stands on the method.</param>
    /// <param name="method">The method's name, with its type's, for messages and counters.</param>
    internal PolicyTerms(PolicyKind kind, string method)
    {
        Kind = kind;
        Method = method;
        _keptByVariable = new(() => KeepPagesVariable is { } name && Environment.GetEnvironmentVariable(name) is not null);
    }

    internal PolicyKind Kind { get; }

    internal string Method { get; }

    internal PolicyExtent Extent { get; set; }

    internal int WindowBytes { get; set; }

    internal bool Durable { get; set; }

    internal SparedPages Spare { get; set; }

    internal DropBehindMode Mode { get; set; }

    internal bool Background { get; set; }

    internal string? KeepPagesVariable { get; set; }

    /// <summary>Whether this policy drops nothing: all are switched off, or this one is, by its variable.</summary>
    internal bool KeepsPages => KeepPagesSwitch.IsOn || (KeepPagesVariable is not null && _keptByVariable.Value);

    /// <summary>Whether there is anything to do before the body runs.</summary>
    internal bool ActsOnEntry => Kind == PolicyKind.HeaderOnly || Spare != SparedPages.None || Background;
}
