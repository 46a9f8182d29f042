using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Random operations on a wrapped file and on a <see cref="MemoryStream"/>: the same answers, positions and bytes.</summary>
public sealed class DropBehindModelTests : IDisposable
{
    private const int Window = 64 << 10;

    private readonly ScratchDirectory _directory = new();

    public static IEnumerable<TheoryDataRow<int, bool>> Cases =>
        from seed in Enumerable.Range(1, 12)
        from kind in Enumerable.Range(0, 2)
        select new TheoryDataRow<int, bool>(seed, kind == 0);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Any_sequence_of_operations_does_what_it_does_without_windows(int seed, bool asFileStream)
    {
        var random = new Random(seed);
        var path = _directory.File("file");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, random.Next(2) * 4096, useAsync: random.Next(2) == 0);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DropBehindModelTests)) { WindowBytes = Window };
        policy.Enter(file, out var scope);
        var wrapped = asFileStream ? scope.DropBehind(file) : scope.DropBehind((Stream)new BufferedStream(file, 10_000));
        Assert.Equal(asFileStream, wrapped is FileStream);
        var model = new MemoryStream();
        for (var step = 0; step < 300; step++)
        {
            await Step(random, wrapped, model);
            Assert.Equal(model.Position, wrapped.Position);
            Assert.Equal(model.Length, wrapped.Length);
        }

        await scope.CompleteAsync();
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.Equal(model.ToArray(), await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    private static async Task Step(Random random, Stream stream, MemoryStream model)
    {
        var buffer = new byte[random.Next(10) == 0 ? random.Next(5 * Window) : random.Next(9_000)];
        var none = CancellationToken.None;
        switch (random.Next(12))
        {
            case 0:
                random.NextBytes(buffer);
                await stream.WriteAsync(buffer, none);
                model.Write(buffer);
                break;
            case 1 or 2:
                random.NextBytes(buffer);
                stream.Write(buffer);
                model.Write(buffer);
                break;
            case 3:
                random.NextBytes(buffer);
                await Task.Factory.FromAsync(stream.BeginWrite, stream.EndWrite, buffer, 0, buffer.Length, null);
                model.Write(buffer);
                break;
            case 4:
                stream.WriteByte((byte)random.Next());
                stream.Position--;
                var last = stream.ReadByte();
                model.WriteByte((byte)last);
                break;
            case 5:
                var expected = new byte[buffer.Length];
                var count = model.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false);
                Assert.Equal(count, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
                Assert.Equal(expected, buffer);
                break;
            case 6:
                expected = new byte[buffer.Length];
                count = model.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false);
                Assert.Equal(count, await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, none));
                Assert.Equal(expected, buffer);
                break;
            case 7:
                Assert.Equal(model.ReadByte(), stream.ReadByte());
                break;
            case 8:
                var origin = (SeekOrigin)random.Next(3);
                var target = random.NextInt64(model.Length + 1);
                var offset = origin switch { SeekOrigin.Begin => target, SeekOrigin.Current => target - model.Position, _ => target - model.Length };
                Assert.Equal(model.Seek(offset, origin), stream.Seek(offset, origin));
                break;
            case 9:
                var length = random.NextInt64((model.Length * 5 / 4) + 1);
                stream.SetLength(length);
                model.SetLength(length);
                stream.Position = model.Position;
                break;
            case 10:
                stream.Flush();
                await stream.FlushAsync(none);
                break;
            default:
                var (copy, modelCopy) = (new MemoryStream(), new MemoryStream());
                if (random.Next(2) == 0)
                {
                    stream.CopyTo(copy, 1 + random.Next(100_000));
                }
                else
                {
                    await stream.CopyToAsync(copy, 1 + random.Next(100_000), none);
                }

                model.CopyTo(modelCopy);
                Assert.Equal(modelCopy.ToArray(), copy.ToArray());
                break;
        }
    }
}
