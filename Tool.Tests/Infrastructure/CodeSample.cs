using IoPolicy.Testing;

namespace Tool.Tests.Infrastructure;

/// <summary>A code base to scan: methods that read a whole file, read a header and copy in a loop, one without I/O, and a P/Invoke of <c>posix_fadvise</c>.</summary>
internal sealed class CodeSample : IDisposable
{
    private const string Source = """
        using System;
        using System.IO;
        using System.Runtime.InteropServices;

        public static class Sample
        {
            public static byte[] ReadAll(string path) => File.ReadAllBytes(path);

            public static int ReadMagic(Stream file)
            {
                var header = new byte[16];
                file.ReadExactly(header);
                return BitConverter.ToInt32(header);
            }

            public static void CopyPieces(Stream from, Stream to)
            {
                var buffer = new byte[81920];
                for (int count; (count = from.Read(buffer, 0, buffer.Length)) > 0;)
                {
                    to.Write(buffer, 0, count);
                }
            }

            public static int Add(int one, int two) => one + two;

            [DllImport("libc")]
            private static extern int posix_fadvise(int fd, long offset, long length, int advice);
        }
        """;

    private readonly ScratchDirectory _scratch = new();

    internal CodeSample(bool withProject = false)
    {
        File.WriteAllText(FilePath, Source);
        if (withProject)
        {
            // MSBuild imports the nearest file of each of these names, so the empty files keep the repository's own files out.
            File.WriteAllText(_scratch.File("Directory.Build.props"), "<Project />");
            File.WriteAllText(_scratch.File("Directory.Build.targets"), "<Project />");
            File.WriteAllText(_scratch.File("Directory.Packages.props"), "<Project />");
            File.WriteAllText(ProjectPath, """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks></PropertyGroup></Project>""");
        }
    }

    internal string DirectoryPath => _scratch.Path;

    internal string FilePath => _scratch.File("Sample.cs");

    internal string ProjectPath => _scratch.File("Sample.csproj");

    public void Dispose() => _scratch.Dispose();
}
