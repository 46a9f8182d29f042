using static Analyzers.Tests.Infrastructure.BypassedMethod;

namespace Analyzers.Tests.Rules;

/// <summary>
/// The comments, attributes and blank lines around and inside a method that a fix makes partial. None is lost or repeated, and the code
/// keeps its formatting.
/// </summary>
public sealed class PartialTriviaTests
{
    [Fact]
    public Task Comments_stay_in_their_places() => Fixes(
        """
            // before the attributes
            [DropPagesAfterFullRead] // behind one
            // between the attributes
            [Obsolete("old")]

            // before the modifiers
            public /* static */ static /* sync */ int /* of bytes */ Load( // the file
                FileStream file /* open */) // why
            // before the body
            {
                // within
                return 1; // one
                // last
            } // behind the body

            // the next
        """,
        """
            // before the attributes
            [DropPagesAfterFullRead] // behind one
            // between the attributes
            [Obsolete("old")]

            // before the modifiers
            public /* static */ static /* sync */ partial int /* of bytes */ {|CS8795:Load|}( // the file
                FileStream file /* open */);

            private static int /* of bytes */ LoadCore( // the file
                FileStream file) // why
            // before the body
            {
                // within
                return 1; // one
                // last
            } // behind the body

            // the next
        """,
        use: "Func<FileStream, int> Use() => {|IOP301:Load|};");

    [Fact]
    public Task Comment_lines_within_the_header_stay_with_the_declaration() => Fixes(
        """
            [DropPagesAfterFullRead]
            public
                // Not static: it counts.
                virtual
                // The bytes.
                int Load(FileStream file) => file.ReadByte();
        """,
        """
            [DropPagesAfterFullRead]
            public
                // Not static: it counts.
                virtual
                // The bytes.
                partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file) => file.ReadByte();
        """);

    [Fact]
    public Task A_comment_beside_async_is_kept() => Fixes(
        """
            [DropPagesAfterFullRead]
            public /* first */ async /* second */ Task<int> LoadAsync(FileStream file) => await Task.FromResult(1);

            [DropPagesAfterFullRead]
            // alone
            async Task<int> CountAsync(FileStream file) => await Task.FromResult(1);
        """,
        """
            [DropPagesAfterFullRead]
            public /* first */ /* second */ partial Task<int> {|CS8795:LoadAsync|}(FileStream file);

            private async Task<int> LoadCoreAsync(FileStream file) => await Task.FromResult(1);

            [DropPagesAfterFullRead]
            // alone
            private partial Task<int> {|CS8795:CountAsync|}(FileStream file);

            private async Task<int> CountCoreAsync(FileStream file) => await Task.FromResult(1);
        """,
        use: "Func<FileStream, Task<int>>[] Use() => [{|IOP301:LoadAsync|}, {|IOP301:CountAsync|}];",
        iterations: 2);

    [Fact]
    public Task Doc_comments_of_both_kinds_stay_with_the_declaration() => Fixes(
        """
            /// <summary>Loads.</summary>
            /// <param name="file">The file.</param>
            [DropPagesAfterFullRead]
            public int Load(FileStream file) => 1;

            /**
             * <summary>Scans.</summary>
             */
            [DropPagesAfterFullRead]
            public int Scan(FileStream file) => 1;
        """,
        """
            /// <summary>Loads.</summary>
            /// <param name="file">The file.</param>
            [DropPagesAfterFullRead]
            public partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file) => 1;

            /**
             * <summary>Scans.</summary>
             */
            [DropPagesAfterFullRead]
            public partial int {|CS8795:Scan|}(FileStream file);

            private int ScanCore(FileStream file) => 1;
        """,
        use: "Func<FileStream, int>[] Use() => [{|IOP301:Load|}, {|IOP301:Scan|}];",
        iterations: 2);

    [Fact]
    public Task The_code_is_moved_as_it_was_written() => Fixes(
        """
            [DropPagesAfterFullRead]
            int Load(FileStream file)
            {
              if(file.Length==0) return  0;


                var  first   = 1 ;   // aligned
                var  second  = 22;   // by hand
              return first+second;
            }

            [DropPagesAfterFullRead]
            int Scan(FileStream file) =>
              file . ReadByte()   // one
                +1;
        """,
        """
            [DropPagesAfterFullRead]
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file)
            {
              if(file.Length==0) return  0;


                var  first   = 1 ;   // aligned
                var  second  = 22;   // by hand
              return first+second;
            }

            [DropPagesAfterFullRead]
            private partial int {|CS8795:Scan|}(FileStream file);

            private int ScanCore(FileStream file) =>
              file . ReadByte()   // one
                +1;
        """,
        use: "Func<FileStream, int>[] Use() => [{|IOP301:Load|}, {|IOP301:Scan|}];",
        iterations: 2);

    [Fact]
    public Task Blank_lines_around_the_method_are_neither_added_nor_removed() => Fixes(
        """
            int _count;
            [DropPagesAfterFullRead] int Load(FileStream file) => 1;
            int _more;



            [DropPagesAfterFullRead]

            int Scan(FileStream file) => 1;
        """,
        """
            int _count;
            [DropPagesAfterFullRead] private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file) => 1;
            int _more;



            [DropPagesAfterFullRead]

            private partial int {|CS8795:Scan|}(FileStream file);

            private int ScanCore(FileStream file) => 1;
        """,
        use: "Func<FileStream, int>[] Use() => [{|IOP301:Load|}, {|IOP301:Scan|}];",
        iterations: 2);

    [Theory]
    [InlineData("MemberNotNull(nameof(_name))")]
    [InlineData("MemberNotNullWhen(true, nameof(_name))")]
    [InlineData("MemberNotNullWhenAttribute(true, nameof(_name))")]
    public Task The_body_gets_each_attribute_that_names_a_member_that_is_not_null(string attribute) => Fixes(
        $$"""
            string? _name;

            [DropPagesAfterFullRead]
            [System.Diagnostics.CodeAnalysis.{{attribute}}]
            public bool Load(FileStream file)
            {
                _name = file.Name;
                return true;
            }
        """,
        $$"""
            string? _name;

            [DropPagesAfterFullRead]
            [System.Diagnostics.CodeAnalysis.{{attribute}}]
            public partial bool {|CS8795:Load|}(FileStream file);

            [System.Diagnostics.CodeAnalysis.{{attribute}}]
            private bool LoadCore(FileStream file)
            {
                _name = file.Name;
                return true;
            }
        """,
        use: "Func<FileStream, bool> Use() => {|IOP301:Load|};");

    /// <summary>The body gets the attributes that tell the compiler what can be null. All others stay on the declaration only.</summary>
    [Fact]
    public Task Attributes_with_targets_stay_and_nullness_attributes_are_copied() => Fixes(
        """
            string? _name;

            [DropPagesAfterFullRead, Obsolete("old")]
            [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text)), System.ComponentModel.Description("the text")]
            [method: System.ComponentModel.Description("loads"), System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_name))]
            public string? Load([System.Diagnostics.CodeAnalysis.DisallowNull] FileStream? file, [System.ComponentModel.Description("any")] string? text)
            {
                _name = file.Name;
                return text;
            }
        """,
        """
            string? _name;

            [DropPagesAfterFullRead, Obsolete("old")]
            [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text)), System.ComponentModel.Description("the text")]
            [method: System.ComponentModel.Description("loads"), System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_name))]
            public partial string? {|CS8795:Load|}([System.Diagnostics.CodeAnalysis.DisallowNull] FileStream? file, [System.ComponentModel.Description("any")] string? text);

            [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
            [method: System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_name))]
            private string? LoadCore([System.Diagnostics.CodeAnalysis.DisallowNull] FileStream? file, string? text)
            {
                _name = file.Name;
                return text;
            }
        """,
        use: "Func<FileStream, string?, string?> Use() => {|IOP301:Load|};");

    [Fact]
    public Task A_file_with_carriage_returns_gets_no_other_line_breaks() => Fixes(
        """
            // Before.

            /// <summary>Loads.</summary>
            [DropPagesAfterFullRead]
            [return: System.Diagnostics.CodeAnalysis.NotNull]
            public string? Load(
                FileStream file)
            {
                return "";
            }
        """,
        """
            // Before.

            /// <summary>Loads.</summary>
            [DropPagesAfterFullRead]
            [return: System.Diagnostics.CodeAnalysis.NotNull]
            public partial string? {|CS8795:Load|}(
                FileStream file);

            [return: System.Diagnostics.CodeAnalysis.NotNull]
            private string? LoadCore(
                FileStream file)
            {
                return "";
            }
        """,
        use: "Func<FileStream, string?> Use() => {|IOP301:Load|};",
        lineBreak: "\r\n");
}
