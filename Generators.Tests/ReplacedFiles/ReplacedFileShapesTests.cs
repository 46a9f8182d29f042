namespace Generators.Tests.ReplacedFiles;

/// <summary><c>[ReplacesFile]</c> on unusual declarations: the generated method compiles without a warning, and calls <c>DurableFile.Create</c>.</summary>
public sealed class ReplacedFileShapesTests
{
    [Theory]
    [InlineData("an extension method", "static partial class C { [ReplacesFile(nameof(path))] public static partial void Save(this byte[] bytes, string path); private static void SaveCore(byte[] bytes, FileStream file) => file.Write(bytes); }")]
    [InlineData("a nested generic type", "partial class Outer<T> where T : class { public sealed partial class Inner<U>(string path) { readonly string _path = path; [ReplacesFile(nameof(_path))] public partial void Save(T item, U other); void SaveCore(T item, U other, Stream file) { } } }")]
    [InlineData("a record struct", "readonly partial record struct Store(string Path) { [ReplacesFile(nameof(Path))] public partial void Save(byte[] bytes); private void SaveCore(FileStream file, byte[] bytes) => file.Write(bytes); }")]
    [InlineData("an interface", "partial interface IStore { [ReplacesFile(nameof(path))] public static partial void Save(string path); private static void SaveCore(FileStream file) { } }")]
    [InlineData("parameters by reference", "static partial class C { [ReplacesFile(nameof(path))] public static partial int Save(string path, in Guid id, ref int count, out long length); private static int SaveCore(FileStream file, in Guid id, ref int count, out long length) { length = count++; return 1; } }")]
    [InlineData("a span", "static partial class C { [ReplacesFile(nameof(path))] public static partial void Save(string path, params ReadOnlySpan<byte> bytes); private static void SaveCore(FileStream file, ReadOnlySpan<byte> bytes) => file.Write(bytes); }")]
    [InlineData("names that are keywords", "static partial class C { [ReplacesFile(nameof(@event))] public static partial void @default(string @event, int @in = 1); private static void defaultCore(FileStream @out, int @in) { } }")]
    [InlineData("default values", "static partial class C { [ReplacesFile(nameof(path))] public static partial Task SaveAsync(string path = \"state\", DayOfWeek day = DayOfWeek.Friday, double ratio = double.NaN, CancellationToken token = default); private static Task SaveCoreAsync(FileStream file, DayOfWeek day, double ratio, CancellationToken token) => Task.CompletedTask; }")]
    [InlineData("a tuple with nullable parts", "static partial class C { [ReplacesFile(nameof(path))] public static partial ValueTask<(int Count, string? Name)> SaveAsync(string path, List<string?>? names); private static async ValueTask<(int Count, string? Name)> SaveCoreAsync(Stream file, List<string?>? names) { await Task.Yield(); return (1, names?[0]); } }")]
    [InlineData("overloads", "static partial class C { [ReplacesFile(nameof(path))] public static partial void Save(string path); [ReplacesFile(nameof(path))] public static partial void Save(string path, int n); private static void SaveCore(FileStream file) { } private static void SaveCore(FileStream file, int n) { } }")]
    [InlineData("virtual and override", "partial class B { [ReplacesFile(nameof(path))] public virtual partial void Save(string path); private void SaveCore(FileStream file) { } } sealed partial class D : B { [ReplacesFile(nameof(path))] public override partial void Save(string path); private void SaveCore(FileStream file) { } }")]
    [InlineData("a path from a property of the base class", "abstract class B { protected abstract string Place { get; } } sealed partial class D : B { protected override string Place => \"x\"; [ReplacesFile(nameof(Place))] public partial void Save(); private void SaveCore(FileStream file) { } }")]
    [InlineData("a constraint", "static partial class C { [ReplacesFile(nameof(path))] public static partial void Save<T>(string path, T item) where T : notnull, IFormattable, new(); private static void SaveCore<T>(FileStream file, T item) where T : notnull, IFormattable, new() { } }")]
    [InlineData("an obsolete method", "static partial class C { [Obsolete, ReplacesFile(nameof(path))] public static partial void Save(string path); private static void SaveCore(FileStream file) { } }")]
    [InlineData("parameters with the names of generated locals", "static partial class C { [ReplacesFile(nameof(replacement))] public static partial int Save(string replacement, int result); private static int SaveCore(FileStream file, int result) => result; }")]
    public void A_method_of_any_shape_is_generated(string label, string source)
    {
        var text = new ReplacedFileRun($"// {label}\n{source}").CompilesWithoutWarnings().Text;

        Assert.Contains("global::IoPolicy.DurableFile.Create(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NotImplementedException", text, StringComparison.Ordinal);
    }
}
