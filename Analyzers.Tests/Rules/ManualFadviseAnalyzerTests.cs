using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ManualFadviseAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class ManualFadviseAnalyzerTests
{
    [Theory]
    [InlineData("[DllImport(\"libc\")] static extern int {|IOP403:posix_fadvise|}(int fd, long offset, long length, int advice);", Label = "DllImport by the method's name")]
    [InlineData("[DllImport(\"libc\", EntryPoint = \"posix_fadvise\")] static extern int {|IOP403:Advise|}(SafeFileHandle fd, nint offset, nint length, int advice);", Label = "DllImport with an entry point")]
    [InlineData("[DllImport(\"libc\", EntryPoint = \"posix_fadvise64\", SetLastError = true)] public static extern int {|IOP403:Advise64|}(int fd, long offset, long length, int advice);", Label = "the 64-bit function")]
    [InlineData("[LibraryImport(\"libc\", EntryPoint = \"posix_fadvise\")] private static partial int {|IOP403:{|CS8795:Advise|}|}(SafeFileHandle fd, long offset, long length, int advice);", Label = "LibraryImport with an entry point")]
    [InlineData("[LibraryImport(\"libc\")] private static partial int {|IOP403:{|CS8795:posix_fadvise|}|}(int fd, long offset, long length, int advice);", Label = "LibraryImport by the method's name")]
    [InlineData("internal static class Native { [DllImport(\"c\", EntryPoint = \"posix_fadvise\", ExactSpelling = true)] internal static extern int {|IOP403:Advise|}(int fd, long offset, long length, int advice); }", Label = "another name of the library")]
    [InlineData("void M() { Advise(); [DllImport(\"libc\", EntryPoint = \"posix_fadvise\")] static extern int Advise(); } [DllImport(\"libc\")] static extern int {|IOP403:posix_fadvise64|}(int fd, long offset, long length, int advice);", Label = "a local function beside a method")]
    public Task A_P_Invoke_of_posix_fadvise_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DllImport(\"libc\")] static extern int fsync(int fd);", Label = "another function")]
    [InlineData("[DllImport(\"libc\", EntryPoint = \"fsync\")] static extern int posix_fadvise(int fd);", Label = "another entry point")]
    [InlineData("[DllImport(\"libc\")] static extern int madvise(nint address, nint length, int advice);", Label = "madvise")]
    [InlineData("static int posix_fadvise(int fd) => 1;", Label = "a static method")]
    [InlineData("int posix_fadvise(int fd) => 1;", Label = "an instance method")]
    [InlineData("[LibraryImport(\"libc\", EntryPoint = \"fsync\")] private static partial int {|CS8795:posix_fadvise|}(int fd);", Label = "LibraryImport with another entry point")]
    [InlineData("[Obsolete] static int posix_fadvise64() => 1;", Label = "another attribute")]
    [InlineData("delegate int posix_fadvise(int fd);", Label = "a delegate")]
    [InlineData("void M(SafeFileHandle file) { PageCache.Drop(file); }", Label = "the library's own drop")]
    [InlineData("void M() { posix_fadvise(); static void posix_fadvise() { } }", Label = "a local function")]
    [InlineData("int posix_fadvise { get; set; }", Label = "a property")]
    public Task Anything_else_is_not_reported(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        using System.Runtime.InteropServices;

        partial class C
        {
            {{member}}
        }
        """;
}
