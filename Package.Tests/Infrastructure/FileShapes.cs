using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>The methods of the consumers' file Shapes.cs: one for each place where a file can be.</summary>
internal static class FileShapes
{
    internal static string[] All { get; } =
    [
        "method", "partial", "async", "lambda", "whole", "async-whole", "constructor", "type", "condition",
        "result", "async-result", "by-hand", "assembly", "directory", "path-window",
    ];

    /// <summary>Creates a cached file for a method, alone in its directory.</summary>
    internal static string CreateFile(ScratchDirectory scratch, string shape, int bytes) =>
        SampleFile.Create(Path.Combine(Directory.CreateDirectory(scratch.File("shape-" + shape)).FullName, "file"), bytes).Path;
}
