using System.Text;
using CsCheck;

namespace Analyzers.Tests.ByteBounds;

/// <summary>
/// Generates methods that read a stream: straight lines, branches, loops, handlers, callees, wrappers, local functions
/// and lambdas that share their variables.
/// </summary>
internal static class RandomMethods
{
    /// <summary>The members that the generated methods use. The fuel limits the iterations of a run, because a random loop may be endless.</summary>
    internal const string Helpers = """
            private static int _fuel;
            public static void Refuel() => _fuel = 4_000;
            private static void Burn() { if (--_fuel < 0) { throw new OperationCanceledException(); } }
            private static int Take(Stream s, int count) { var b = new byte[Math.Clamp(count, 0, 64)]; return s.Read(b); }
            private static void Fill(BinaryReader r, int count) { for (var k = 0; k < count; k++) { Burn(); r.ReadByte(); } }
            private static void Fail() => throw new IOException();
            private static void CheckBelow(int value, int most) { if (value > most) { Fail(); } }
            private static void Twice(Action action) { action(); action(); }
            private static bool Next(Stream s) { Burn(); return s.ReadByte() >= 0; }
            private static int Set(ref int variable, int value) { variable = value; return value; }
        """;

    private static readonly Gen<string> Variable = AnyOf("a", "b", "p");

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Int[-2, 40].Select(static n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Variable,
        Gen.Select(Variable, Gen.Int[0, 31]).Select(static (name, mask) => $"({name} & {mask})"),
        Gen.Select(Variable, Gen.Int[0, 20]).Select(static (name, most) => $"Math.Min({name}, {most})"),
        Gen.Select(Variable, Variable, AnyOf("+", "-", "*")).Select(static (left, right, op) => $"({left} {op} {right})"),
        Gen.Select(Gen.Int[-40, 1000], AnyOf(">>", ">>>", "<<"), Variable).Select(static (number, op, count) => $"({number} {op} {count})"),
        Gen.Select(Variable, AnyOf(">>", ">>>", "<<", "/", "%"), Gen.Int[1, 40]).Select(static (name, op, by) => $"({name} {op} {by})"),
        AnyOf("(int)r.ReadByte()", "(r.ReadUInt16() & 15)", "s.ReadByte()", "Take(s, a)", "(int)(s.Length - s.Position)"));

    private static readonly Gen<string> Condition = Gen.OneOf(
        Gen.Select(Variable, AnyOf("<", "<=", ">", ">=", "==", "!="), Number).Select(static (left, op, right) => $"{left} {op} {right}"),
        Gen.Select(Variable, AnyOf("<=", "<", ">", ">=", "==", "!="), Gen.Int[1, 30]).Select(static (name, op, most) => $"(uint){name} {op} {most}"),
        Gen.Select(Variable, Gen.Int[1, 30]).Select(static (name, most) => $"{name} is >= 0 and < {most}"),
        Gen.Select(Variable, Gen.Int[1, 30]).Select(static (name, most) => $"{name} < 0 || {name} > {most}"),
        AnyOf("(a = s.Read(buffer, 0, 8)) > 0", "Next(s)", "Set(ref b, a) > 2 && r.PeekChar() < 60"),
        Gen.Const("flag"));

    private static readonly Gen<string> Sequence = Gen.OneOf(
        AnyOf("\"KVC1\"", "Enumerable.Range(0, 5)", "(IEnumerable<int>)[1, 2, 3]", "buffer[3..7]", "Enumerable.Range(0, a & 7)", "Enumerable.Range(0, 40).Take(b & 3)", "new List<int> { 4, 5 }"),
        Gen.Int[0, 6].Select(static length => $"new int[{length}]"),
        Number.Select(static length => $"buffer.AsSpan(0, Math.Clamp({length}, 0, 9)).ToArray()"));

    /// <summary>Generates the body of a method with the parameters <c>s</c>, a stream, and <c>p</c>, a number.</summary>
    internal static Gen<string> Body { get; } = Block(2).Select(static block =>
        $"int a = 3, b = 5; var flag = p > 4; var buffer = new byte[48]; var r = new BinaryReader(s, Encoding.UTF8, true); {block}");

    private static Gen<string> Block(int depth) =>
        Statement(depth).Array[1, 4].Select(static statements => string.Join(" ", statements));

    private static Gen<string> Statement(int depth)
    {
        var simple = Gen.OneOf(
            Gen.Select(AnyOf("a", "b"), Number).Select(static (name, value) => $"{name} = {value};"),
            Gen.Select(AnyOf("a", "b"), AnyOf("+=", "-="), Number).Select(static (name, op, value) => $"{name} {op} {value};"),
            Number.Select(static count => $"Take(s, {count});"),
            Number.Select(static count => $"Fill(r, Math.Min({count}, 20));"),
            Gen.Select(Gen.Int[0, 20], Gen.Int[0, 28]).Select(static (start, count) => $"_ = s.Read(buffer, {start}, {count});"),
            Gen.Int[0, 48].Select(static start => $"_ = s.Read(buffer.AsSpan({start}));"),
            Gen.Select(Gen.Int[0, 20], Gen.Int[20, 48]).Select(static (start, end) => $"_ = s.Read(buffer.AsSpan()[{start}..{end}]);"),
            Number.Select(static count => $"r.ReadBytes(Math.Clamp({count}, 0, 50));"),
            Number.Select(static count => $"_ = s.Read(buffer.AsSpan(length: Math.Clamp({count}, 0, 20), start: 12));"),
            Gen.Select(AnyOf("a", "b"), Number).Select(static (name, value) => $"{{ var view = MemoryMarshal.CreateSpan(ref {name}, 1); view[0] = {value}; }}"),
            Gen.Select(Variable, Gen.Int[1, 30]).Select(static (name, most) => $"ArgumentOutOfRangeException.ThrowIfGreaterThan({name}, {most});"),
            Gen.Select(Condition, Gen.Int[1, 30]).Select(static (condition, most) => $"if ({condition}) {{ Fail(); }} CheckBelow(b, {most});"),
            Gen.Select(Variable, Number, Number, Number).Select(static (name, one, two, other) => $"a = {name} switch {{ 0 => {one}, > 4 and < 30 => {two}, _ => {other} }};"),
            Gen.Select(Gen.Int[1, 40], Number).Select(static (size, count) => $"{{ var w = new BufferedStream(s, {size}); _ = w.Read(buffer, 0, Math.Clamp({count}, 0, 48)); w.ReadByte(); }}"),
            AnyOf(
                "{ var w = new BinaryReader(new BufferedStream(s, 16), Encoding.UTF8, true); b = w.ReadInt32(); w.ReadBytes(b & 31); }",
                "{ var value = 0L; a = s.Read(MemoryMarshal.AsBytes(new Span<long>(ref value))); b = (int)value; }",
                "{ a = s.Read(MemoryMarshal.AsBytes(new Span<Pair>(new Pair[3]))); }",
                "s.ReadExactly(new byte[Unsafe.SizeOf<Pair>()]);",
                "(a, b) = (b, a);",
                "Set(ref a, 7);"),
            AnyOf("r.ReadInt32();", "s.ReadByte();", "s.Position = 0;", "flag = !flag;", "r.ReadChars(2);", "s.Seek(3, SeekOrigin.Current);"),
            Gen.Const("for (var done = 0; done < 24;) { Burn(); var n = s.Read(buffer, done, 24 - done); if (n == 0) { break; } done += n; }"),
            Gen.Const("{ var left = 30; while (left > 0) { Burn(); var n = s.Read(buffer, 0, Math.Min(left, 16)); if (n == 0) { break; } left -= n; } }"));
        if (depth == 0)
        {
            return simple;
        }

        var inner = Block(depth - 1);
        var endless = inner.Where(static block => !block.Contains("return"));
        return Gen.Frequency(
            (6, simple),
            (1, Gen.Select(Condition, inner, inner).Select(static (condition, then, otherwise) => $"if ({condition}) {{ {then} }} else {{ {otherwise} }}")),
            (1, Gen.Select(Condition, inner).Select(static (condition, then) => $"if ({condition}) {{ {then} return; }}")),
            (1, Gen.Select(Gen.Int[0, 6], Gen.Int[1, 3], inner).Select((iterations, step, body) => $"for (var i{depth} = 0; i{depth} < {iterations}; i{depth} += {step}) {{ Burn(); {{ {body} }} }}")),
            (1, Gen.Select(Condition, inner).Select(static (condition, body) => $"while ({condition}) {{ Burn(); {body} }}")),
            (1, Gen.Select(Condition, inner).Select(static (condition, body) => $"do {{ Burn(); {body} if (b > 60) {{ continue; }} if (a < 0) {{ break; }} b++; }} while ({condition});")),
            (1, Gen.Select(inner, inner).Select(static (body, handler) => $"try {{ {body} }} catch (IOException) {{ {handler} }}")),
            (1, Gen.Select(inner, endless).Select(static (body, last) => $"try {{ {body} }} finally {{ {last} }}")),
            (1, Gen.Select(Variable, inner, inner).Select(static (name, first, second) => $"switch ({name}) {{ case 1: {first} break; case > 3 and < 9: {second} break; default: b = 1; break; }}")),
            (1, Gen.Select(Condition, inner, inner).Select(static (filter, body, handler) => $"try {{ {body} }} catch (Exception) when ({filter}) {{ {handler} }}")),
            (1, Gen.Select(Sequence, inner).Select((sequence, body) => $"foreach (var e{depth} in {sequence}) {{ Burn(); {body} }}")),
            (1, Gen.Select(Condition, inner, Gen.Int[1, 4]).Select((condition, body, iterations) => $"{{ var t{depth} = 0; again{depth}: Burn(); {{ {body} }} if (++t{depth} < {iterations} && {condition}) {{ goto again{depth}; }} }}")),
            (3, NestedFunction(depth, inner, endless)));
    }

    /// <summary>
    /// Generates lambdas and local functions that share the variables of the method. The method calls them or passes them to other methods. Some have
    /// reference parameters, some are asynchronous, and some contain others.
    /// </summary>
    private static Gen<string> NestedFunction(int depth, Gen<string> inner, Gen<string> endless) => Gen.OneOf(
        Gen.Select(inner, Number, Number).Select((body, first, second) => $"{{ void F{depth}(int k{depth}) {{ Burn(); a = k{depth}; {body} }} F{depth}({first}); F{depth}({second}); }}"),
        Gen.Select(inner, Condition).Select((body, condition) => $"{{ while ({condition}) {{ Burn(); F{depth}(); }} void F{depth}() {{ {body} }} }}"),
        Gen.Select(endless, Number, Number).Select((body, result, argument) => $"{{ int F{depth}(Stream file, int k{depth}) {{ {body} return {result} + k{depth}; }} s.ReadExactly(new byte[Math.Clamp(F{depth}(s, {argument}), 0, 40)]); }}"),
        Gen.Select(inner, inner).Select((body, handler) => $"{{ try {{ F{depth}(); }} catch (IOException) {{ {handler} }} void F{depth}() {{ {body} Fail(); }} }}"),
        Gen.Select(endless, inner).Select((body, after) => $"{{ try {{ F{depth}(); }} finally {{ {body} }} void F{depth}() {{ {after} }} }}"),
        Gen.Select(endless, Number).Select((body, value) => $"{{ R{depth}(ref a); void R{depth}(ref int k{depth}) {{ k{depth} = {value}; {body} k{depth}++; }} }}"),
        Gen.Select(inner, Number).Select((body, argument) => $"{{ var g{depth} = (int k{depth}) => {{ Burn(); b += k{depth}; {body} }}; g{depth}({argument}); g{depth}(a); }}"),
        inner.Select(static body => $"((Action)(() => {{ {body} }}))();"),
        inner.Select(static body => $"Twice(() => {{ Burn(); {body} }});"),
        Gen.Select(inner, inner).Select((body, other) => $"{{ E{depth}(); Twice(() => {{ a++; E{depth}(); }}); void E{depth}() {{ Burn(); {body} }} }}"),
        Gen.Select(inner, endless).Select((body, other) => $"{{ async Task A{depth}() {{ {other} await Task.Yield(); {other} }} A{depth}().GetAwaiter().GetResult(); {body} }}"),
        Gen.Select(inner, endless).Select((body, other) => $"{{ async Task A{depth}() {{ await Task.Run(() => {{ {body} }}); await B{depth}(a); async Task B{depth}(int k{depth}) {{ await Task.Yield(); b = k{depth}; {other} }} }} A{depth}().GetAwaiter().GetResult(); }}"));

    private static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    /// <summary>Creates a class with one method per body: <c>M0</c>, <c>M1</c>, ….</summary>
    internal static string Class(IReadOnlyList<string> bodies)
    {
        var source = new StringBuilder("using System.Runtime.CompilerServices;\nusing System.Runtime.InteropServices;\npublic static class Sample\n{\n").AppendLine(Helpers);
        for (var index = 0; index < bodies.Count; index++)
        {
            source.Append(System.Globalization.CultureInfo.InvariantCulture, $"    public static void M{index}(Stream s, int p) {{ {bodies[index]} }}\n");
        }

        return source.Append("}\n").Append("public struct Pair { public byte First; public long Second; }\n").ToString();
    }
}
