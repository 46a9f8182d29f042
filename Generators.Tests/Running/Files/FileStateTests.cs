using System.Reflection;
using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy.Testing;
using Microsoft.Win32.SafeHandles;

namespace Generators.Tests.Running.Files;

/// <summary>
/// A file in all forms and states, through both wrappers. The wrapper throws only the exceptions of the body. If the runtime
/// finds the file, it issues the policy's advice. Otherwise it counts one ineffective call with its cause.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class FileStateTests(FileStateTests.Methods methods) : IClassFixture<FileStateTests.Methods>, IDisposable
{
    private const int Bytes = 128 * 1024;

    private static readonly byte[] Content = RandomBytes();

    private readonly ScratchDirectory _directory = new();

    public static TheoryData<string, Place, Policy> Rows
    {
        get
        {
            var rows = new TheoryData<string, Place, Policy>();
            foreach (var state in FileState.All)
            {
                foreach (var (place, policy) in FileCase.All.Where(state.Fits).Select(row => (row.Place, row.Policy)).Distinct())
                {
                    rows.Add(state.Name, place, policy);
                }
            }

            return rows;
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Pages_are_dropped_or_the_cause_is_counted_and_nothing_is_thrown(string state, Place place, Policy policy) =>
        OnEachWrapper(state, place, policy, async (state, row, sample, given) =>
        {
            var calls = 0;
            using var outcomes = new AdviceOutcomes();
            var returned = await methods.Run(row, given, file =>
            {
                calls++;
                Use(state, file, row.Writes);
                return file;
            });
            Assert.Equal(1, calls);
            Assert.Equal(given is null, returned is null);
            if (row.IsResult)
            {
                // The policy lasts as long as the result.
                (returned as IDisposable)?.Dispose();
            }

            var outcome = state.Outcome(row);
            var kind = policy == Policy.Header ? "header" : row.Writes ? "write" : "read";
            Assert.Equal([$"{kind}:{outcome}"], outcomes.Counted);

            var pages = sample.CachedPages;
            var isDropped = outcome == "issued" && policy != Policy.Header && given as string != _directory.Path;
            if (row is { IsResult: true, Writes: true } && state.Name is "GZipStream" or "DeflateStream" or "ZLibStream" or "BrotliStream" or "BufferedStream_over_GZipStream")
            {
                return; // A compressor writes its last block when it is closed, after the drop.
            }

            Assert.True(isDropped ? pages == 0 : pages > 0, $"{pages} pages are cached");
        });

    [Theory]
    [MemberData(nameof(Rows))]
    public Task The_caller_gets_the_exception_of_the_body(string state, Place place, Policy policy) =>
        OnEachWrapper(state, place, policy, async (state, row, _, given) =>
        {
            var exception = new InvalidTimeZoneException("the body's own");
            using var outcomes = new AdviceOutcomes();
            Assert.Same(exception, await Assert.ThrowsAsync<InvalidTimeZoneException>(() => methods.Run(row, given, file =>
            {
                Use(state, file, row.Writes);
                throw exception;
            })));

            // A method that threw returned no file.
            Assert.Equal(row.IsResult ? 0 : 1, outcomes.Counted.Count);
        });

    /// <summary>Runs a test with both wrappers, synchronous and asynchronous, each with its own file.</summary>
    private async Task OnEachWrapper(
        string stateName, Place place, Policy policy, Func<FileState, FileCase, SampleFile, object?, Task> test)
    {
        var state = FileState.All.Single(state => state.Name == stateName);
        foreach (var row in FileCase.All.Where(row => (row.Place, row.Policy) == (place, policy)))
        {
            var owned = new Stack<IDisposable>();
            try
            {
                var sample = SampleFile.Create(_directory.File(row.Name), Bytes);
                await test(state, row, sample, state.Open(row, sample, owned));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{row.Name}: {e.Message}", e);
            }
            finally
            {
                Close(owned);
            }
        }
    }

    /// <summary>Does the work of the body.</summary>
    private static void Use(FileState state, object? file, bool writes)
    {
        if (state.IsUsable)
        {
            Use(file, writes);
        }

        if (state.Closes)
        {
            ((IDisposable)file!).Dispose();
        }
    }

    private static void Use(object? file, bool writes)
    {
        switch (file)
        {
            case string path when File.Exists(path) && new FileInfo(path).Length > 0:
                if (writes)
                {
                    File.WriteAllBytes(path, Content);
                }
                else
                {
                    _ = File.ReadAllBytes(path);
                }

                break;
            case SafeFileHandle handle when IsSeekable(handle):
                UseHandle(handle, writes);
                break;
            case BinaryReader reader:
                reader.BaseStream.CopyTo(Stream.Null);
                break;
            case BinaryWriter writer:
                writer.Write(ContentFor(writer.BaseStream));
                break;
            case Stream stream when writes && stream.CanWrite:
                stream.Write(ContentFor(stream));
                break;
            case Stream stream when !writes && stream.CanRead:
                stream.CopyTo(Stream.Null);
                break;
            default:
                break;
        }
    }

    private static void UseHandle(SafeFileHandle handle, bool writes)
    {
        if (writes)
        {
            RandomAccess.Write(handle, Content, 0);
            return;
        }

        var block = new byte[10_000];
        for (long at = 0; RandomAccess.Read(handle, block, at) is > 0 and var read; at += read)
        {
        }
    }

    private static bool IsSeekable(SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle) >= 0;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Returns the bytes to write. Nobody reads from the pipe, and it holds only 64 KiB, so a longer write would block.</summary>
    private static ReadOnlySpan<byte> ContentFor(Stream stream) =>
        stream is System.IO.Pipes.PipeStream or FileStream { CanSeek: false } ? Content.AsSpan(0, 100) : Content;

    /// <summary>Closes the outermost object first. Ignores its failure, because the body may have closed the file below it.</summary>
    private static void Close(Stack<IDisposable> owned)
    {
        while (owned.TryPop(out var one))
        {
            try
            {
                one.Dispose();
            }
            catch (Exception e) when (e is ObjectDisposedException or IOException)
            {
                // The bytes in its buffer cannot be written anymore.
            }
        }
    }

    private static byte[] RandomBytes()
    {
        var bytes = new byte[Bytes];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    /// <summary>All methods, compiled once with their generated code, and loaded.</summary>
    public sealed class Methods : IDisposable
    {
        private readonly AssemblyLoadContext _context = new("files", isCollectible: true);
        private readonly Assembly _assembly;

        public Methods()
        {
            var run = GeneratorRun.From([.. FileCase.All.Select(row => row.Source)]).CompilesWithoutWarnings();
            _assembly = _context.LoadFromStream(new MemoryStream(run.Output.ToBytes()));
        }

        public Task<object?> Run(FileCase row, object? file, Func<object?, object?> body) =>
            (Task<object?>)_assembly.GetType(row.Name + ".Entry", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [file, body])!;

        public void Dispose() => _context.Unload();
    }
}
