using System.Globalization;
using System.Text;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>
/// A generated project of many files that resemble an application: classes that call each other, LINQ, formatting, some file
/// I/O. The text depends only on the parameters.
/// </summary>
/// <param name="Files">The number of files.</param>
/// <param name="CallsPerFile">In each file, the number of calls to methods of other files.</param>
/// <param name="Annotated">The number of files with code for the library of <paramref name="Flavour"/>. They are evenly spread.</param>
/// <param name="Flavour">The library.</param>
internal sealed record Corpus(int Files, int CallsPerFile, int Annotated, CorpusFlavour Flavour)
{
    /// <summary>Creates a corpus of 2,000 files and 100,000 calls.</summary>
    internal static Corpus Large(int annotated, CorpusFlavour flavour) => new(2_000, 50, annotated, flavour);

    internal IEnumerable<(string Name, string Text)> Sources() =>
        Enumerable.Range(0, Files).Select(index => ($"Part{index:D4}.cs", Text(index)));

    private bool IsAnnotated(int index) => Annotated > 0 && index % (Files / Annotated) == 0;

    private string Text(int index)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            using System;
            using System.Collections.Generic;
            using System.Globalization;
            using System.IO;
            using System.Linq;
            {{Usings(index)}}
            namespace Corpus.Group{{index % 20}};

            public sealed record Item{{index}}(int Id, string Name, double Weight);

            public sealed record Shown{{index}}(int Id, string Name, double Weight);

            /// <summary>Part {{index}} of the corpus.</summary>
            public sealed {{(IsPartial(index) ? "partial " : "")}}class Part{{index}}
            {
                private readonly Dictionary<int, Item{{index}}> _items = new();

                public int Count => _items.Count;

                public int Step(int value, string text)
                {
                    var sum = value;
                    foreach (var item in _items.Values.Where(item => item.Weight > value).OrderBy(item => item.Name))
                    {
                        sum += item.Id + text.Length;
                    }

                    return sum;
                }

                public string Describe(IReadOnlyList<Item{{index}}> items)
                {
                    var names = string.Join(", ", items.Select(item => item.Name.ToUpperInvariant()));
                    return string.Format(CultureInfo.InvariantCulture, "{0}: {1}", Count, names);
                }

                public bool TryAdd(Item{{index}} item)
                {
                    if (item is null || string.IsNullOrEmpty(item.Name) || _items.ContainsKey(item.Id))
                    {
                        return false;
                    }

                    _items.Add(item.Id, item);
                    return true;
                }

                public static int ReadCount(Stream source)
                {
                    var header = new byte[16];
                    source.ReadExactly(header);
                    return BitConverter.ToInt32(header, 4);
                }


            """);
        AppendCalls(text, index);
        if (IsAnnotated(index))
        {
            text.Append(AnnotatedMembers(index));
        }

        text.Append("}\n");
        if (IsAnnotated(index))
        {
            text.Append(AnnotatedTypes(index));
        }

        return text.ToString();
    }

    private void AppendCalls(StringBuilder text, int index)
    {
        const int callsPerMethod = 10;
        for (var first = 0; first < CallsPerFile; first += callsPerMethod)
        {
            text.Append(CultureInfo.InvariantCulture, $"    public static int Work{first}(int seed)\n    {{\n        var total = seed;\n");
            for (var call = first; call < Math.Min(first + callsPerMethod, CallsPerFile); call++)
            {
                var other = (index + (call * 37) + 1) % Files;
                text.Append(CultureInfo.InvariantCulture, $"        total += new Corpus.Group{other % 20}.Part{other}().Step(total, \"{call}\");\n");
            }

            text.Append("        return total;\n    }\n\n");
        }
    }

    private bool IsPartial(int index) => IsAnnotated(index) && Flavour == CorpusFlavour.IoPolicy;

    private int Ordinal(int index) => index / (Files / Annotated);

    /// <summary>Chooses the kind of an annotated method: two of five open their file, and the others alternate between partial and ordinary.</summary>
    private string AnnotatedMethod(int index) => Ordinal(index) % 5 < 2 ? OpeningMethod : Ordinal(index) % 2 == 0 ? PartialMethod : OrdinaryMethod;

    private string Usings(int index) => !IsAnnotated(index) ? "" : Flavour switch
    {
        CorpusFlavour.IoPolicy => "using IoPolicy;",
        CorpusFlavour.Mapperly => "using Riok.Mapperly.Abstractions;",
        CorpusFlavour.Dapper => "using Dapper;",
        _ => "",
    };

    private string AnnotatedMembers(int index) => Flavour switch
    {
        CorpusFlavour.IoPolicy => AnnotatedMethod(index).Replace("#", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
        CorpusFlavour.Saves => Save,
        CorpusFlavour.Dapper => DapperQuery.Replace("#", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
        _ => "",
    };

    private string AnnotatedTypes(int index) => Flavour == CorpusFlavour.Mapperly
        ? $$"""

            [Mapper]
            public static partial class Mapper{{index}}
            {
                public static partial Shown{{index}} Show(Item{{index}} item);
            }

            """
        : "";

    private const string PartialMethod = """
            [DropPagesAfterFullRead]
            public static partial byte[] Load(FileStream file);

            private static byte[] LoadCore(FileStream file)
            {
                var header = new byte[48];
                file.ReadExactly(header);
                var payload = new byte[file.Length - 48];
                file.ReadExactly(payload);
                return payload;
            }

            public static int Loaded(FileStream file) => Load(file).Length;

        """;

    private const string OrdinaryMethod = """
            [DropPagesAfterFullRead]
            public static byte[] Load#(FileStream file)
            {
                var header = new byte[48];
                file.ReadExactly(header);
                var payload = new byte[file.Length - 48];
                file.ReadExactly(payload);
                return payload;
            }

            public static int Loaded(FileStream file) => Load#(file).Length + Load#(file).Length + Load#(file).Length + Load#(file).Length;

        """;

    private const string OpeningMethod = """
            [DropPagesAfterFullRead]
            public static byte[] Load#(string directory, string name)
            {
                using var file = File.OpenRead(Path.Combine(directory, name));
                var payload = new byte[file.Length];
                file.ReadExactly(payload);
                return payload;
            }

            public static int Loaded(string directory) => Load#(directory, "a").Length + Load#(directory, "b").Length;

        """;

    private const string Save = """
            public static void Save(string path, IReadOnlyList<string> names)
            {
                var temporary = path + ".tmp";
                try
                {
                    using (var file = File.Create(temporary))
                    using (var writer = new StreamWriter(file))
                    {
                        foreach (var name in names)
                        {
                            writer.WriteLine(name);
                        }

                        writer.Flush();
                        file.Flush(flushToDisk: true);
                    }

                    File.Move(temporary, path, overwrite: true);
                }
                catch (IOException)
                {
                    File.Delete(temporary);
                    throw;
                }
            }

        """;

    private const string DapperQuery = """
            public static IEnumerable<Item#> Query(System.Data.Common.DbConnection connection, int id) =>
                connection.Query<Item#>("select Id, Name, Weight from Items where Id = @id", new { id });

        """;
}
