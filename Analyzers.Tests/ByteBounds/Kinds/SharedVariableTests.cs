namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Variables that other code can change: through a lambda that it keeps, a reference or a pointer.</summary>
public sealed class SharedVariableTests
{
    [Theory]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => n = 100); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "an assignment in a lambda that other code keeps")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => n += 100); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "a compound assignment in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => n++); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "an increment in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => --n); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "a decrement in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => Set(ref n)); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action; static void Set(ref int k) => k = 100;", Label = "a ref argument in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => int.TryParse(\"100\", out n)); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "an out argument in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => (n, _) = (100, 1)); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "the first target of a deconstruction in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => (_, n) = (1, 100)); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "the second target of a deconstruction in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => { (var k, n) = (1, 100); Console.WriteLine(k); }); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "a deconstruction that also declares, in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Keep(() => { (_, (_, n)) = (1, (2, 100)); }); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "a nested deconstruction in such a lambda")]
    [InlineData("requested", "void M(BinaryReader file, int n) { Run(() => n = 100); n = 4; file.ReadBytes(n); } static void Run(Action action) => new Thread(() => action()).Start();", Label = "a parameter that a thread assigns")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; ref var r = ref n; r = 100; file.ReadBytes(n); }", Label = "a ref local")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; var k = 8; ref var r = ref k; r = ref n; r = 100; file.ReadBytes(n); }", Label = "a ref local that is assigned later")]
    [InlineData("requested", "void M(BinaryReader file, bool x) { var n = 4; var k = 8; ref var r = ref (x ? ref n : ref k); r = 100; file.ReadBytes(n); }", Label = "the first variable of a conditional reference")]
    [InlineData("requested", "void M(BinaryReader file, bool x) { var n = 4; var k = 8; ref var r = ref (x ? ref k : ref n); r = 100; file.ReadBytes(n); }", Label = "the second variable of a conditional reference")]
    [InlineData("requested", "void M(BinaryReader file, int n) { n = 4; ref var r = ref n; r = 100; file.ReadBytes(n); }", Label = "a reference to a parameter")]
    [InlineData("requested", "void M(BinaryReader file) { Pair p = default; ref var r = ref p.N; r = 100; file.ReadBytes(p.N); } struct Pair { public int N; }", Label = "a reference to a member of a struct")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; ref var r = ref Pick(ref n); r = 100; file.ReadBytes(n); } static ref int Pick(ref int k) => ref k;", Label = "a method that returns a reference to its argument")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; var k = 4; ref var r = ref Pick(ref k, ref n); r = 100; file.ReadBytes(n); } static ref int Pick(ref int a, ref int b) => ref b;", Label = "a method that returns a reference to its second argument")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Pick(ref n) = (n = 8) + 100; file.ReadBytes(n); } static ref int Pick(ref int k) => ref k;", Label = "an assignment to a returned reference")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; scoped var kept = new Kept(); kept.Keep(ref n); n = 8; kept.Set(100); file.ReadBytes(n); } ref struct Kept { ref int _r; public void Keep([System.Diagnostics.CodeAnalysis.UnscopedRef] ref int r) => _r = ref r; public void Set(int n) => _r = n; }", Label = "a method of a ref struct that keeps a reference")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; scoped var kept = new Kept(); Keep(ref kept, ref n); n = 8; kept.R = 100; file.ReadBytes(n); } ref struct Kept { public ref int R; } static void Keep(ref Kept kept, [System.Diagnostics.CodeAnalysis.UnscopedRef] ref int r) => kept.R = ref r;", Label = "a method that keeps a reference in its ref struct argument")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; var kept = Keep(ref n); n = 8; kept.R = 100; file.ReadBytes(n); } ref struct Kept { public ref int R; } static Kept Keep(ref int r) => new() { R = ref r };", Label = "a method that returns a ref struct with the reference")]
    [InlineData("requested", "unsafe void M(BinaryReader file) { var n = 4; var p = Address(ref n); n = 8; *p = 100; file.ReadBytes(n); } static unsafe int* Address(ref int k) => (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref k);", Label = "a method that returns a pointer to its argument")]
    [InlineData("requested", "unsafe void M(BinaryReader file) { var n = 4; var p = &n; *p = 100; file.ReadBytes(n); }", Label = "a pointer")]
    [InlineData("requested", "void M(BinaryReader file, ref int n) { n = 4; Console.WriteLine(); file.ReadBytes(n); }", Label = "a ref parameter, which other code can change")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Other(ref n); file.ReadBytes(n); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Other(ref int n);", Label = "a ref argument of a method without known code")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; Other(1, out n); file.ReadBytes(n); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Other(int k, out int n);", Label = "an out argument of such a method, after another argument")]
    [InlineData("requested", "void M(BinaryReader file) { var n = 4; int.TryParse(\"100\", out n); file.ReadBytes(n); }", Label = "an out argument of a method of .NET")]
    public void A_shared_variable_has_no_bound(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("4", "void M(BinaryReader file) { var n = 4; Keep(() => Console.WriteLine(n)); file.ReadBytes(n); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "a lambda that only reads the variable")]
    [InlineData("4", "void M(BinaryReader file) { var n = new int[1]; var k = 4; Keep(() => n[0] = k); file.ReadBytes(k); } static Action? s_kept; static void Keep(Action action) => s_kept = action;", Label = "a lambda that assigns an element and only reads the variable")]
    [InlineData("4", "void M(BinaryReader file) { var n = 4; Other(in n); file.ReadBytes(n); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Other(in int n);", Label = "an in argument, which the method cannot assign")]
    public void An_unshared_variable_keeps_its_value(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
