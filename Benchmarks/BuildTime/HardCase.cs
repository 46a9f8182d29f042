using System.Globalization;
using System.Text;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>A generated file whose code is hard for the byte-bound analysis, such as deep nesting or many recursive methods.</summary>
internal sealed record HardCase(string Name, string Text)
{
    internal static readonly IReadOnlyList<HardCase> All =
    [
        new("one annotated method, to show the cost of loading the package", Small(1)),
        new("200 mutually recursive annotated methods", Recursive(200)),
        new("300 nested `for` and 120 nested `while`", Nested(300, 120)),
        new("200 local functions and 120 lambdas", Functions(200, 120)),
        new("600 joins over 40 variables", Joins(600, 40)),
        new("initializers of 20,000 elements", Initializers(20_000)),
        new("2,000 small annotated methods", Small(2_000)),
        new("a `switch` of 8,000 arms", Arms(8_000)),
    ];

    internal IEnumerable<(string Name, string Text)> Sources() => [("Hard.cs", Text)];

    private static string Recursive(int count) => InClass(text =>
    {
        for (var index = 0; index < count; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    [HeaderOnly]
                    public static int Read{{index}}(FileStream file, int depth)
                    {
                        if (depth < 0) { return 0; }
                        var value = file.ReadByte();
                        return value > {{index}} ? Read{{(index + 1) % count}}(file, depth - 1) : Read{{((index * 7) + 3) % count}}(file, depth - 2) + Read{{(index + 11) % count}}(file, depth - 3);
                    }

                """);
        }
    });

    private static string Nested(int loops, int whiles) => InClass(text =>
    {
        text.Append("    [HeaderOnly]\n    public static int Deep(FileStream file, int n)\n    {\n        var sum = 0;\n");
        for (var index = 0; index < loops; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"for (var i{index} = 0; i{index} < n; i{index}++) {{ ");
        }

        text.Append("sum += file.ReadByte();").Append('}', loops).Append('\n');
        for (var index = 0; index < whiles; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"while (sum < n + {index}) {{ sum++; ");
        }

        text.Append("sum += file.ReadByte();").Append('}', whiles).Append("\n        return sum;\n    }\n");
    });

    private static string Functions(int functions, int lambdas) => InClass(text =>
    {
        text.Append("    [HeaderOnly]\n    public static int Many(FileStream file, int n)\n    {\n        var sum = 0;\n");
        for (var index = 0; index < functions; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"int F{index}(int k) {{ sum += k; return {(index == 0 ? "file.ReadByte()" : $"F{index - 1}(k + 1)")}; }}\n");
        }

        for (var index = 0; index < lambdas; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Func<int, int> l{index} = k => k + sum + F{index}(k); sum += l{index}(n);\n");
        }

        text.Append("        return sum;\n    }\n");
    });

    private static string Joins(int joins, int variables) => InClass(text =>
    {
        text.Append("    [HeaderOnly]\n    public static int Join(FileStream file, int n)\n    {\n");
        for (var index = 0; index < variables; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"int v{index} = n + {index};\n");
        }

        for (var index = 0; index < joins; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"if (v{index % variables} > {index}) {{ v{(index + 1) % variables} = file.ReadByte(); }} else {{ v{(index + 2) % variables}++; }}\n");
        }

        text.Append("        return v0;\n    }\n");
    });

    private static string Initializers(int count) => InClass(text =>
    {
        text.Append("    private static readonly int[] Table = { ");
        text.AppendJoin(", ", Enumerable.Range(0, count)).Append(" };\n");
        text.Append("    private readonly Dictionary<string, int> _names = new()\n    {\n");
        for (var index = 0; index < count / 10; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"        [\"name {index}\"] = {index},\n");
        }

        text.Append("    };\n    [HeaderOnly]\n    public int Read(FileStream file)\n    {\n        byte[] local = { ");
        text.AppendJoin(", ", Enumerable.Range(0, count).Select(value => value % 256)).Append(" };\n");
        text.Append("        return local[file.ReadByte()] + Table[file.ReadByte()] + _names.Count;\n    }\n");
    });

    private static string Small(int count) => InClass(text =>
    {
        for (var index = 0; index < count; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                    [HeaderOnly]
                    public static int Head{{index}}(FileStream file)
                    {
                        Span<byte> header = stackalloc byte[{{16 + (index % 48)}}];
                        file.ReadExactly(header);
                        return header[{{index % 16}}];
                    }

                """);
        }
    });

    private static string Arms(int count) => InClass(text =>
    {
        text.Append("    [HeaderOnly]\n    public static int Switch(FileStream file)\n    {\n        switch (file.ReadByte() + (file.ReadByte() * 256))\n        {\n");
        for (var index = 0; index < count; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"            case {index}: return {(index % 100 == 0 ? "file.ReadByte()" : index * 3)};\n");
        }

        text.Append("            default: return 0;\n        }\n    }\n");
    });

    private static string InClass(Action<StringBuilder> members)
    {
        var text = new StringBuilder("""
            using System;
            using System.Collections.Generic;
            using System.IO;
            using IoPolicy;

            public sealed class Hard
            {

            """.ReplaceLineEndings("\n"));
        members(text);
        return text.Append("}\n").ToString();
    }
}
