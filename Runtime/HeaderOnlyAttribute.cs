namespace IoPolicy;

/// <summary>
/// The method reads only a header of limited size. The pages stay cached. While the method runs, the kernel does not read ahead
/// (<c>POSIX_FADV_RANDOM</c>), so for a small header it reads one page instead of four.
/// </summary>
/// <remarks>Rules IOP102 and IOP103 report a method that reads more, or may read more.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class HeaderOnlyAttribute : Attribute
{
    /// <summary>The <c>nameof</c> of the parameter, field or property that is the file; see <see cref="DropPagesAttribute.File"/>.</summary>
    public string? File { get; set; }

    /// <summary>Whether the policy covers the files that the method opens; see <see cref="DropPagesAttribute.Opened"/>.</summary>
    public bool Opened { get; set; }

    /// <summary>The most bytes that the method may read. The analyzer checks this limit at build time. The default is 65,536.</summary>
    public int MaxBytes { get; set; } = 65_536;

    /// <inheritdoc cref="DropPagesAttribute.When"/>
    public string? When { get; set; }

    /// <inheritdoc cref="DropPagesAttribute.On"/>
    public Type? On { get; set; }

    /// <inheritdoc cref="DropPagesAttribute.Method"/>
    public string? Method { get; set; }
}
