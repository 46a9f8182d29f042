using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.IneffectiveAssemblyPolicyAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class IneffectiveAssemblyPolicyAnalyzerTests
{
    [Theory]
    [InlineData("no type and no method", "[assembly: {|IOP009:DropPagesAfterFullRead|}]")]
    [InlineData("no method", "[assembly: {|IOP009:DropPagesAfterFullRead(On = typeof(File))|}]")]
    [InlineData("no type", "[assembly: {|IOP009:HeaderOnly(Method = \"Load\")|}]")]
    [InlineData("an empty name", "[assembly: {|IOP009:DropPagesAfterFullWrite(On = typeof(File), Method = \"\")|}]")]
    [InlineData("no method of that name", "[assembly: DropPagesAfterFullWrite(On = typeof(File), {|IOP009:Method = \"WriteBytes\"|}, File = \"path\")]")]
    [InlineData("a property", "[assembly: DropPagesAfterFullRead(On = typeof(Holder), {|IOP009:Method = nameof(Holder.File)|})]")]
    [InlineData("an accessor", "[assembly: DropPagesAfterFullRead(On = typeof(Holder), {|IOP009:Method = \"get_File\"|})]")]
    [InlineData("a constructor", "[assembly: DropPagesAfterFullRead(On = typeof(FileStream), {|IOP009:Method = nameof(FileStream)|})]")]
    [InlineData("a constructor by its metadata name", "[assembly: DropPagesAfterFullRead(On = typeof(Store), {|IOP009:Method = \".ctor\"|})]")]
    [InlineData("a delegate", "[assembly: DropPagesAfterFullRead(On = typeof(Action<Stream>), {|IOP009:Method = \"Invoke\"|})]")]
    [InlineData("an array", "[assembly: DropPagesAfterFullRead(On = typeof(Stream[]), {|IOP009:Method = \"Clone\"|})]")]
    [InlineData("a constructed type", "[assembly: DropPagesAfterFullRead({|IOP009:On = typeof(Table<int>)|}, Method = \"Load\")]")]
    [InlineData("a type in a constructed type", "[assembly: DropPagesAfterFullRead({|IOP009:On = typeof(Table<int>.Row)|}, Method = \"Load\")]")]
    [InlineData("an inherited static method", "[assembly: DropPagesAfterFullRead({|IOP009:On = typeof(Derived)|}, Method = \"Open\")]")]
    [InlineData("a method with a policy of its own", "[assembly: {|IOP009:DropPagesAfterFullRead(On = typeof(Store), Method = \"Own\")|}]")]
    [InlineData("no call", "[assembly: {|IOP009:DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Uncalled))|}]")]
    [InlineData("only a call of another overload", "[assembly: {|IOP009:DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Overloaded))|}]")]
    [InlineData("only a call on another receiver", "[assembly: {|IOP009:DropPagesAfterFullRead(On = typeof(Derived), Method = nameof(Store.Load))|}]")]
    [InlineData("a method that returns a lazy sequence", "[assembly: {|IOP009:DropPagesAfterFullRead(On = typeof(File), Method = nameof(File.ReadLines), File = \"path\")|}]")]
    [InlineData("two attributes in one list", "[assembly: {|IOP009:HeaderOnly|}, DropPagesAfterFullRead(On = typeof(Store), {|IOP009:Method = \"Missing\"|})]")]
    public Task A_policy_without_a_method_or_call_is_reported(string label, string attribute)
    {
        Assert.NotEmpty(label);
        return Check.Reports($"{attribute}\n{Code}");
    }

    [Theory]
    [InlineData("a call", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load))]")]
    [InlineData("a call of a static method", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Open), File = \"path\")]")]
    [InlineData("a call of .NET", "[assembly: DropPagesAfterFullRead(On = typeof(File), Method = nameof(File.ReadAllBytes), File = \"path\")]")]
    [InlineData("an open generic type", "[assembly: DropPagesAfterFullRead(On = typeof(Table<>), Method = \"Load\")]")]
    [InlineData("a type in an open generic type", "[assembly: DropPagesAfterFullRead(On = typeof(Table<>.Row), Method = \"Load\")]")]
    [InlineData("an inherited method on a derived receiver", "[assembly: DropPagesAfterFullRead(On = typeof(Derived), Method = nameof(Store.Scan))]")]
    [InlineData("a call of an override", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Scan))]")]
    [InlineData("an interface", "[assembly: DropPagesAfterFullRead(On = typeof(IStore), Method = nameof(IStore.Read))]")]
    [InlineData("a protected method", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = \"Inner\")]")]
    [InlineData("a private method of this assembly", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = \"Hidden\")]")]
    [InlineData("an extension method", "[assembly: DropPagesAfterFullRead(On = typeof(Extensions), Method = nameof(Extensions.Count))]")]
    [InlineData("a conditional call", "[assembly: HeaderOnly(On = typeof(Store), Method = nameof(Store.Peek))]")]
    [InlineData("a method group, which IOP301 reports", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Group))]")]
    [InlineData("a dynamic argument, which IOP301 reports", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Dynamic))]")]
    [InlineData("no file, which IOP001 reports", "[assembly: DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Fileless))]")]
    [InlineData("a header policy on a method that returns a lazy sequence", "[assembly: HeaderOnly(On = typeof(File), Method = nameof(File.ReadLines), File = \"path\")]")]
    [InlineData("no policy", "[assembly: System.Reflection.AssemblyTitle(\"Sample\")]")]
    public Task Other_attributes_are_not_reported(string label, string attribute)
    {
        Assert.NotEmpty(label);
        return Check.Reports($"{attribute}\n{Code}");
    }

    [Theory]
    [InlineData("{|#0:HeaderOnly|}", "it names no method. Set On = typeof(...) and Method = nameof(...).")]
    [InlineData("HeaderOnly({|#0:On = typeof(Table<int>)|}, Method = \"Load\")", "'Table' is one construction of a generic type, and an interceptor covers all of them. Use the open type, such as typeof(Store<>).")]
    [InlineData("HeaderOnly({|#0:On = typeof(Derived)|}, Method = \"Open\")", "'Open' is a static method of a base type of 'Derived'. Use the type that declares it.")]
    [InlineData("HeaderOnly(On = typeof(Holder), {|#0:Method = \"File\"|})", "'File' is not an ordinary method, and the compiler intercepts calls of ordinary methods only. Name a method.")]
    [InlineData("HeaderOnly(On = typeof(Stream[]), {|#0:Method = \"Clone\"|})", "'Clone' is not an ordinary method, and the compiler intercepts calls of ordinary methods only. Name a method.")]
    [InlineData("HeaderOnly(On = typeof(Store), {|#0:Method = \".ctor\"|})", "'.ctor' is not an ordinary method, and the compiler intercepts calls of ordinary methods only. Name a method.")]
    [InlineData("HeaderOnly(On = typeof(Store), {|#0:Method = \"Store\"|})", "'Store' is not an ordinary method, and the compiler intercepts calls of ordinary methods only. Name a method.")]
    [InlineData("HeaderOnly(On = typeof(Store), {|#0:Method = \"Missing\"|})", "'Store' has no method 'Missing' that this assembly can access. Correct the name.")]
    [InlineData("HeaderOnly(On = typeof(FileStream), {|#0:Method = \"ValidateHandle\"|})", "'FileStream' has no method 'ValidateHandle' that this assembly can access. Correct the name.")]
    [InlineData("{|#0:HeaderOnly(On = typeof(Store), Method = \"Own\")|}", "'Own' has a policy of its own. Remove one of the two attributes.")]
    public Task The_message_gives_the_reason_and_the_action(string attribute, string message) => Check.Reports(
        $"[assembly: {attribute}]\n{Code}",
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP009", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage($"[HeaderOnly] of the assembly has no effect because {message}"));

    [Theory]
    [InlineData("HeaderOnly(On = typeof(Store), Method = \"Uncalled\")", "this assembly does not call 'Uncalled'. Correct On and Method, or remove the attribute.")]
    [InlineData("DropPagesAfterFullRead(On = typeof(File), Method = \"ReadLines\", File = \"path\")", "'ReadLines' returns a sequence, which can read the file after it has returned. Drop the pages with PageCache.Drop after the last read.")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Store), Method = \"Lines\")", "'Lines' returns a sequence, which can read the file after it has returned. Drop the pages with PageCache.Drop after the last read.", Label = "one of two overloads returns a sequence")]
    public Task A_policy_that_depends_on_the_callers_is_a_warning(string attribute, string message) => Check.Reports(
        $"[assembly: {{|#0:{attribute}|}}]\n{Code}",
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP009", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"[{attribute[..attribute.IndexOf('(')]}] of the assembly has no effect because {message}"));

    [Theory]
    [InlineData("/0/Calls.cs", "", Label = "a source file")]
    [InlineData("/0/g.cs", "", Label = "a source file with the name g")]
    [InlineData("/0/Calls.g.cs", "IOP009", Label = "a generated file")]
    [InlineData("/0/Calls.generated.cs", "IOP009", Label = "a generated file with the long ending")]
    public Task A_call_in_generated_code_does_not_count(string path, string id) => Check.ReportsIn(
        ("/0/Policy.cs", $"[assembly: {(id.Length > 0 ? "{|IOP009:" : "")}HeaderOnly(On = typeof(Store), Method = \"Load\"){(id.Length > 0 ? "|}" : "")}]\npublic class Store {{ public int Load(Stream file) => 1; }}"),
        (path, "class User { int Use(Stream file) => new Store().Load(file); }"));

    private const string Code = """
        public interface IStore { int Read(Stream file); }

        public class Store : IStore
        {
            public int Load(Stream file) => Hidden(file);
            public static int Open(string path, Stream? file = null) => 1;
            public virtual int Scan(Stream file) => 1;
            public int Read(Stream file) => 1;
            public int Uncalled(Stream file) => 1;
            public IEnumerable<int> Lines(Stream file) => [];
            public int Lines(Stream file, int most) => most;
            public int Overloaded(Stream file) => 1;
            public int Overloaded(int number) => number;
            public int? Peek(Stream file) => 1;
            public int Group(Stream file) => 1;
            public int Dynamic(Stream file) => 1;
            public int Fileless(int number) => number;
            protected int Inner(Stream file) => 1;
            private int Hidden(Stream file) => 1;
            [DropPagesAfterFullRead] public int Own(Stream file) => file.ReadByte();
        }

        public class Derived : Store
        {
            public override int Scan(Stream file) => Inner(file);
        }

        public class Holder { public FileStream? File { get; set; } }

        public class Table<T>
        {
            public int Load(Stream file) => 1;
            public class Row { public int Load(Stream file) => 1; }
        }

        public static class Extensions { public static int Count(this Stream file) => 1; }

        public static class Calls
        {
            public static object Run(Store store, Derived derived, Stream file, IStore other, dynamic anything)
            {
                Func<Stream, int> group = store.Group;
                store.Dynamic(anything);
                store.Fileless(1);
                store.Overloaded(1);
                foreach (var line in File.ReadLines("path")) { }
                return store.Load(file) + Store.Open("path") + File.ReadAllBytes("path").Length + new Table<int>().Load(file) + new Table<int>.Row().Load(file)
                    + derived.Scan(file) + other.Read(file) + file.Count() + store?.Peek(file) + group(file) + store.Own(file);
            }
        }
        """;
}
