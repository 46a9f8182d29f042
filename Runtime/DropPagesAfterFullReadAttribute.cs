namespace IoPolicy;

/// <summary>
/// The method reads a file's payload that the program does not read again soon. When the method returns or throws, the file's
/// pages are dropped from the page cache (<c>posix_fadvise(POSIX_FADV_DONTNEED)</c>).
/// </summary>
/// <remarks>
/// A header-only call, which read less than 64 KiB and did not reach the end of the file, keeps the pages cached. A failure of the advice
/// never makes the method fail. Rule IOP101 reports the attribute on a method that provably reads only a header.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class DropPagesAfterFullReadAttribute : DropPagesAttribute;
