using static Analyzers.Tests.Infrastructure.BypassedMethod;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.BypassingCallAnalyzer, IoPolicy.CodeFixes.BypassingCallCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>Directives around and inside a method that becomes partial. A directive still encloses the same code, or there is no fix.</summary>
public sealed class PartialDirectiveTests
{
    [Fact]
    public Task A_region_holds_both_parts() => Fixes(
        """
            #region Loading

            [DropPagesAfterFullRead]
            int Load(FileStream file)
            {
                #region Inside
                return file.ReadByte();
                #endregion
            }

            #endregion
        """,
        """
            #region Loading

            [DropPagesAfterFullRead]
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file)
            {
                #region Inside
                return file.ReadByte();
                #endregion
            }

            #endregion
        """);

    [Fact]
    public Task A_condition_around_the_method_holds_both_parts() => Fixes(
        """
        #if !NEVER
            [DropPagesAfterFullRead]
            int Load(FileStream file) => 1;
        #else
            int Load(FileStream file) => 2;
        #endif
        """,
        """
        #if !NEVER
            [DropPagesAfterFullRead]
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file) => 1;
        #else
            int Load(FileStream file) => 2;
        #endif
        """);

    [Fact]
    public Task A_condition_inside_the_body_moves_with_it() => Fixes(
        """
            [DropPagesAfterFullRead]
            int Load(FileStream file)
            {
        #if NEVER
                return 0;
        #elif !NEVER
                return 1; // the one
        #endif
            }
        """,
        """
            [DropPagesAfterFullRead]
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file)
            {
        #if NEVER
                return 0;
        #elif !NEVER
                return 1; // the one
        #endif
            }
        """);

    [Fact]
    public Task A_choice_between_two_bodies_moves_as_a_whole() => Fixes(
        """
            [DropPagesAfterFullRead]
            int Load(FileStream file)
        #if !NEVER
                => 1;
        #else
                => 2;
        #endif
        """,
        """
            [DropPagesAfterFullRead]
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file)
        #if !NEVER
                => 1;
        #else
                => 2;
        #endif
        """);

    [Fact]
    public Task A_condition_around_an_attribute_stays_with_the_declaration() => Fixes(
        """
        #if NEVER
            [Obsolete]
        #endif
            [DropPagesAfterFullRead]
        #if !NEVER
            [System.ComponentModel.Description("loads")]
        #endif
            int Load(FileStream file) => 1;
        """,
        """
        #if NEVER
            [Obsolete]
        #endif
            [DropPagesAfterFullRead]
        #if !NEVER
            [System.ComponentModel.Description("loads")]
        #endif
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file) => 1;
        """);

    [Fact]
    public Task A_pragma_around_the_method_holds_both_parts() => Fixes(
        """
        #pragma warning disable CA1822
            [DropPagesAfterFullRead]
            int Load(FileStream file) => 1;
        #pragma warning restore CA1822
        """,
        """
        #pragma warning disable CA1822
            [DropPagesAfterFullRead]
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file) => 1;
        #pragma warning restore CA1822
        """);

    /// <summary>The fix would have to repeat the directive in the header of the body.</summary>
    [Theory]
    [InlineData("int Load(FileStream file\n#if NEVER\n, int more\n#endif\n) => 1;", Label = "a condition around a parameter")]
    [InlineData("public\n#if !NEVER\nint\n#else\nlong\n#endif\nLoad(FileStream file) => 1;", Label = "a choice of the result type")]
    [InlineData("T Load<T>(FileStream file)\n#region Constraints\nwhere T : new()\n#endregion\n=> new();", "Load<int>", Label = "a region around the constraints")]
    public Task No_fix_is_offered_if_a_directive_is_within_the_header(string method, string use = "Load")
    {
        var source = $"class C\n{{\n[DropPagesAfterFullRead]\n{method}\n\nFunc<FileStream, int> Use() => {{|IOP301:{use}|}};\n}}\n";
        return Check.Fixes(source, source);
    }
}
