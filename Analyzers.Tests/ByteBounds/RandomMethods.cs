using System.Text;
using CsCheck;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Generates methods that read a stream: straight lines, branches, loops, handlers, callees.</summary>
internal static class RandomMethods
{
    /// <summary>The members that the generated methods use.</summary>
    internal const string Helpers = """
            private static int _fuel;
            public static void Refuel() => _fuel = 20_000;
            private static void Burn() { if (--_fuel < 0) { throw new OperationCanceledException(); } }
            private static int Take(Stream s, int count) { var b = new byte[Math.Clamp(count, 0, 64)]; return s.Read(b); }
            private static void Fill(BinaryReader r, int count) { for (var k = 0; k < count; k++) { Burn(); r.ReadByte(); } }
        """;

    private static readonly Gen<string> Variable = AnyOf("a", "b", "p");

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Int[-2, 40].Select(static n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Variable,
        Gen.Select(Variable, Gen.Int[0, 31]).Select(static (name, mask) => $"({name} & {mask})"),
        Gen.Select(Variable, Gen.Int[0, 20]).Select(static (name, most) => $"Math.Min({name}, {most})"),
        Gen.Select(Variable, Variable, AnyOf("+", "-", "*")).Select(static (left, right, op) => $"({left} {op} {right})"),
        AnyOf("(int)r.ReadByte()", "(r.ReadUInt16() & 15)", "s.ReadByte()", "Take(s, a)", "(int)(s.Length - s.Position)"));

    private static readonly Gen<string> Condition = Gen.OneOf(
        Gen.Select(Variable, AnyOf("<", "<=", ">", ">=", "==", "!="), Number).Select(static (left, op, right) => $"{left} {op} {right}"),
        Gen.Select(Variable, Gen.Int[1, 30]).Select(static (name, most) => $"(uint){name} <= {most}"),
        Gen.Select(Variable, Gen.Int[1, 30]).Select(static (name, most) => $"{name} is >= 0 and < {most}"),
        Gen.Select(Variable, Gen.Int[1, 30]).Select(static (name, most) => $"{name} < 0 || {name} > {most}"),
        Gen.Const("(a = s.Read(buffer, 0, 8)) > 0"),
        Gen.Const("flag"));

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
            AnyOf("r.ReadInt32();", "s.ReadByte();", "s.Position = 0;", "flag = !flag;", "r.ReadChars(2);", "s.Seek(3, SeekOrigin.Current);"),
            Gen.Const("for (var done = 0; done < 24;) { Burn(); var n = s.Read(buffer, done, 24 - done); if (n == 0) { break; } done += n; }"),
            Gen.Const("{ var left = 30; while (left > 0) { Burn(); var n = s.Read(buffer, 0, Math.Min(left, 16)); if (n == 0) { break; } left -= n; } }"));
        if (depth == 0)
        {
            return simple;
        }

        var inner = Block(depth - 1);
        return Gen.Frequency(
            (6, simple),
            (1, Gen.Select(Condition, inner, inner).Select(static (condition, then, otherwise) => $"if ({condition}) {{ {then} }} else {{ {otherwise} }}")),
            (1, Gen.Select(Condition, inner).Select(static (condition, then) => $"if ({condition}) {{ {then} return; }}")),
            (1, Gen.Select(Gen.Int[0, 6], Gen.Int[1, 3], inner).Select((turns, step, body) => $"for (var i{depth} = 0; i{depth} < {turns}; i{depth} += {step}) {{ Burn(); {{ {body} }} }}")),
            (1, Gen.Select(Condition, inner).Select(static (condition, body) => $"while ({condition}) {{ Burn(); {body} }}")),
            (1, Gen.Select(Condition, inner).Select(static (condition, body) => $"do {{ Burn(); {body} if (b > 60) {{ continue; }} if (a < 0) {{ break; }} b++; }} while ({condition});")),
            (1, Gen.Select(inner, inner).Select(static (body, handler) => $"try {{ {body} }} catch (IOException) {{ {handler} }}")),
            (1, Gen.Select(inner, inner.Where(static block => !block.Contains("return"))).Select(static (body, last) => $"try {{ {body} }} finally {{ {last} }}")),
            (1, Gen.Select(Variable, inner, inner).Select(static (name, first, second) => $"switch ({name}) {{ case 1: {first} break; case > 3 and < 9: {second} break; default: b = 1; break; }}")));
    }

    private static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    /// <summary>A class with one method a body, <c>M0</c>, <c>M1</c>, …</summary>
    internal static string Class(IReadOnlyList<string> bodies)
    {
        var source = new StringBuilder("public static class Sample\n{\n").AppendLine(Helpers);
        for (var index = 0; index < bodies.Count; index++)
        {
            source.Append(System.Globalization.CultureInfo.InvariantCulture, $"    public static void M{index}(Stream s, int p) {{ {bodies[index]} }}\n");
        }

        return source.Append("}\n").ToString();
    }
}
