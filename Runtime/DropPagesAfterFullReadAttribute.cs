namespace IoPolicy;

/// <summary>
/// The method reads a file's payload that nobody reads again soon: when it returns, or throws, the file's pages are
/// dropped from the page cache (<c>posix_fadvise(POSIX_FADV_DONTNEED)</c>).
/// </summary>
/// <remarks>
/// A call that returned early, having moved less than 64 KiB without reaching the end of the file, has read only the
/// header: its pages are kept. Advice never fails the method. Rule IOP101 reports the attribute on a method that is
/// proven to read only a header.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class DropPagesAfterFullReadAttribute : DropPagesAttribute;
