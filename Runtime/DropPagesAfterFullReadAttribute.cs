namespace IoPolicy;

/// <summary>
/// The method reads a file's payload that the program does not read again soon. When the method returns or throws, the file's
/// pages are dropped from the page cache (<c>posix_fadvise(POSIX_FADV_DONTNEED)</c>).
/// </summary>
/// <remarks>
/// A header-only call keeps the pages: it moved less than 64 KiB and did not reach the end of the file. Advice never fails the
/// method. Rule IOP101 reports the attribute on a method that provably reads only a header.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class DropPagesAfterFullReadAttribute : DropPagesAttribute;
