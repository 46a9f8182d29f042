using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ManualFadviseAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class ManualFadviseAnalyzerTests
{
    [Theory]
    [InlineData("[DllImport(\"libc\")] static extern int {|IOP403:posix_fadvise|}(int fd, long offset, long length, int advice);")]
    [InlineData("[DllImport(\"libc\", EntryPoint = \"posix_fadvise\")] static extern int {|IOP403:Advise|}(SafeFileHandle fd, nint offset, nint length, int advice);")]
    [InlineData("[DllImport(\"libc\", EntryPoint = \"posix_fadvise64\", SetLastError = true)] public static extern int {|IOP403:Advise64|}(int fd, long offset, long length, int advice);")]
    [InlineData("[LibraryImport(\"libc\", EntryPoint = \"posix_fadvise\")] private static partial int {|IOP403:{|CS8795:Advise|}|}(SafeFileHandle fd, long offset, long length, int advice);")]
    [InlineData("[LibraryImport(\"libc\")] private static partial int {|IOP403:{|CS8795:posix_fadvise|}|}(int fd, long offset, long length, int advice);")]
    [InlineData("internal static class Native { [DllImport(\"c\", EntryPoint = \"posix_fadvise\", ExactSpelling = true)] internal static extern int {|IOP403:Advise|}(int fd, long offset, long length, int advice); }")]
    [InlineData("void M() { Advise(); [DllImport(\"libc\", EntryPoint = \"posix_fadvise\")] static extern int Advise(); } [DllImport(\"libc\")] static extern int {|IOP403:posix_fadvise64|}(int fd, long offset, long length, int advice);")]
    public Task A_P_Invoke_of_it_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DllImport(\"libc\")] static extern int fsync(int fd);")]
    [InlineData("[DllImport(\"libc\", EntryPoint = \"fsync\")] static extern int posix_fadvise(int fd);")]
    [InlineData("[DllImport(\"libc\")] static extern int madvise(nint address, nint length, int advice);")]
    [InlineData("static int posix_fadvise(int fd) => 1;")]
    [InlineData("int posix_fadvise(int fd) => 1;")]
    [InlineData("[LibraryImport(\"libc\", EntryPoint = \"fsync\")] private static partial int {|CS8795:posix_fadvise|}(int fd);")]
    [InlineData("[Obsolete] static int posix_fadvise64() => 1;")]
    [InlineData("delegate int posix_fadvise(int fd);")]
    [InlineData("void M(SafeFileHandle file) { PageCache.Drop(file); }")]
    [InlineData("void M() { posix_fadvise(); static void posix_fadvise() { } }")]
    [InlineData("int posix_fadvise { get; set; }")]
    public Task Anything_else_is_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        using System.Runtime.InteropServices;

        partial class C
        {
            {{member}}
        }
        """;
}
