using System.Runtime.InteropServices;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary><see cref="DropBehindMode.Uncached"/>: uncached I/O is used if the file system supports it. Otherwise windows are used.</summary>
public sealed class UncachedModeTests(Ext4Mount ext4, BtrfsMount btrfs) : IClassFixture<Ext4Mount>, IClassFixture<BtrfsMount>, IDisposable
{
    private const int Window = 1 << 20;
    private const int Bytes = 24 << 20;
    private const int ReadWrite = 2;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_ext4_a_fresh_write_and_a_read_run_uncached_and_leave_no_page(bool asynchronous)
    {
        using var directory = ext4.CreateDirectory();
        var (payload, path) = (Payload(), directory.File("fresh"));
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 4096, asynchronous);
        var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached });
        await Write(stream, payload, asynchronous);
        Assert.SkipWhen(stream.Mode == DropBehindMode.Windowed && Environment.OSVersion.Version < new Version(6, 15), "Kernels before 6.15 have no uncached I/O on ext4.");
        Assert.Equal(DropBehindMode.Uncached, stream.Mode);
        await stream.CompleteAsync();
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.Equal(payload.Length, file.Position);

        file.Position = 0;
        var reader = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached });
        var read = new byte[payload.Length];
        await Read(reader, read, asynchronous);
        Assert.Equal(DropBehindMode.Uncached, reader.Mode);
        await reader.CompleteAsync();
        Assert.Equal(payload, read);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
    }

    [Fact]
    public void Reads_and_writes_pass_RWF_DONTCACHE()
    {
        Strace.Require();
        using var directory = ext4.CreateDirectory();
        var (result, calls) = Strace.Run(ChildProcess.Start(WriteAndRead, [directory.File("fresh")]), "preadv2,pwritev2");
        _ = result.OrThrow();
        var own = calls.Where(call => call.Arguments.Contains("fresh>", StringComparison.Ordinal)).ToArray();
        Assert.SkipWhen(own[0].Result.Contains("EOPNOTSUPP", StringComparison.Ordinal), "This kernel has no uncached I/O on ext4.");
        Assert.Equal(["pwritev2", "preadv2"], own.Select(call => call.Name).Distinct());
        Assert.All(own, call => Assert.Contains(", 0x80", call.Arguments, StringComparison.Ordinal));
    }

    /// <summary>At a limit or after a signal, the kernel moves fewer bytes than requested. The next call must continue behind these bytes.</summary>
    [Theory]
    [InlineData("pwritev2")]
    [InlineData("preadv2")]
    public void After_a_short_transfer_the_next_call_continues_behind_it(string call)
    {
        const int Moved = 65_536;
        Strace.Require();
        using var directory = ext4.CreateDirectory();
        var (result, calls) = Strace.Run(ChildProcess.Start(WriteAndRead, [directory.File("fresh")]), call, $"{call}:retval={Moved}:when=1");
        _ = result.OrThrow();
        var own = calls.Where(traced => traced.Arguments.Contains("fresh>", StringComparison.Ordinal)).ToArray();
        Assert.True(own[0].IsInjected);
        Assert.SkipWhen(own.Length < 2 || own[1].Result.Contains("EOPNOTSUPP", StringComparison.Ordinal), "This kernel has no uncached I/O on ext4.");
        Assert.Equal([0, Moved], own[..2].Select(traced => int.Parse(traced.Arguments.Split(", ")[^2], System.Globalization.CultureInfo.InvariantCulture)));
    }

    internal static void WriteAndRead(string[] arguments)
    {
        using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        using var stream = new DropBehindStream(file, new() { WindowBytes = Window, Mode = DropBehindMode.Uncached });
        stream.Write(new byte[Window]);
        stream.Position = 0;
        stream.ReadExactly(new byte[Window]);
    }

    /// <summary>O_DIRECT needs aligned buffers and offsets. The EINVAL of an unaligned call says nothing about the support of the device.</summary>
    [Theory]
    [InlineData("stream")]
    [InlineData("file")]
    [InlineData("several buffers")]
    [InlineData("read")]
    public void An_unaligned_direct_call_fails_and_the_device_stays_supported(string way)
    {
        using var directory = ext4.CreateDirectory();
        var path = directory.File("direct");
        File.WriteAllBytes(path, new byte[Window]);
        var direct = Native.Open(path, ReadWrite | Kernel.OpenDirectOn(RuntimeInformation.ProcessArchitecture) | Native.OpenCloseOnExec);
        Assert.False(direct.IsInvalid);
        Assert.True(Kernel.IsDirect(direct));
        using var file = new DropBehindFile(direct, new() { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached });
        Assert.SkipWhen(file.Mode == DropBehindMode.Windowed, "This kernel has no uncached I/O on ext4.");
        using var stream = new DropBehindStream(new FileStream(direct, FileAccess.ReadWrite, 0), new() { WindowBytes = Window, Mode = DropBehindMode.Uncached });
        stream.Position = Window;
        var bytes = new byte[Window + 1];
        Action call = way switch
        {
            "stream" => () => stream.Write(bytes),
            "file" => () => file.Write(bytes, 7),
            "several buffers" => () => file.Write([bytes, bytes], Window + 7),
            _ => () => file.Read(bytes, 7),
        };
        Assert.Equal(Errno.Invalid, Assert.Throws<IOException>(call).HResult);
        Assert.Equal(DropBehindMode.Uncached, way == "stream" ? stream.Mode : file.Mode);
        Assert.False(File.ReadAllBytes(path).AsSpan().ContainsAnyExcept((byte)0));

        using var other = new FileStream(directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        using var fresh = new DropBehindStream(other, new() { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached });
        fresh.Write(new byte[Window]);
        Assert.Equal(DropBehindMode.Uncached, fresh.Mode);
    }

    [Fact]
    public void On_btrfs_windows_are_used_instead()
    {
        using var directory = btrfs.CreateDirectory();
        FallsBack(directory);
    }

    [Fact]
    public void On_overlayfs_windows_are_used_instead()
    {
        using var overlay = new OverlayMount();
        using var directory = overlay.CreateDirectory();
        FallsBack(directory);
    }

    /// <summary><c>preadv</c> and <c>pwritev</c>, the replacements of the missing calls, take no flags, so they cannot bypass the cache.</summary>
    [Theory]
    [InlineData("stream")]
    [InlineData("file")]
    [InlineData("several buffers")]
    [InlineData("read")]
    public void Windows_take_over_where_a_sandbox_lacks_the_calls(string way)
    {
        using var directory = ext4.CreateDirectory();
        foreach (var error in (string[])[Seccomp.Refused, Seccomp.Missing])
        {
            var child = ChildProcess.Start(PrintMode, [directory.File("fresh"), way]);
            Assert.Equal("Windowed", Shell.Run(Seccomp.Deny(child, error, "preadv2", "pwritev2")).OrThrow().Output.Trim());
        }
    }

    internal static void PrintMode(string[] arguments)
    {
        var options = new DropBehindOptions { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached };
        using var inner = new FileStream(arguments[0], FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        inner.SetLength(Window);
        using var stream = new DropBehindStream(inner, options);
        using var file = new DropBehindFile(inner.SafeFileHandle, options);
        var bytes = new byte[Window];
        switch (arguments[1])
        {
            case "stream":
                stream.Position = Window;
                stream.Write(bytes);
                break;
            case "file":
                file.Write(bytes, Window);
                break;
            case "several buffers":
                file.Write([bytes, bytes], Window);
                break;
            default:
                stream.ReadExactly(bytes);
                break;
        }

        Console.WriteLine(arguments[1] is "stream" or "read" ? stream.Mode : file.Mode);
    }

    [Fact]
    public void Windows_are_used_for_a_write_that_overwrites_existing_bytes()
    {
        using var directory = ext4.CreateDirectory();
        var sample = SampleFile.Create(directory.File("sample"), Bytes);
        using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 0);
        using var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached });
        var payload = Payload();
        stream.Write(payload);
        Assert.Equal(DropBehindMode.Windowed, stream.Mode);
        stream.Complete();
        Assert.Equal(0, sample.CachedPages);
        Assert.Equal(payload, File.ReadAllBytes(sample.Path));
    }

    /// <summary>A write that ends exactly at the end of the file only overwrites. One more byte extends the file.</summary>
    [Theory]
    [InlineData(0, false, DropBehindMode.Windowed)]
    [InlineData(0, true, DropBehindMode.Windowed)]
    [InlineData(1, false, DropBehindMode.Uncached)]
    [InlineData(1, true, DropBehindMode.Uncached)]
    public async Task A_write_that_extends_the_file_by_one_byte_does_not_overwrite(int beyond, bool asynchronous, DropBehindMode mode)
    {
        using var directory = ext4.CreateDirectory();
        var sample = SampleFile.Create(directory.File("sample"), Bytes);
        await using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 0, asynchronous);
        await using var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached });
        Assert.SkipWhen(stream.Mode == DropBehindMode.Windowed, "This kernel has no uncached I/O on ext4.");
        stream.Position = Bytes - Window + beyond;
        await Write(stream, new byte[Window], asynchronous);
        Assert.Equal(mode, stream.Mode);
        await stream.CompleteAsync();
        Assert.Equal(Bytes + beyond, file.Length);
    }

    [Fact]
    public void Alternating_small_and_large_pieces_keep_their_order()
    {
        var payload = Payload();
        var path = _directory.File("fresh");
        using (var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 4096))
        using (var stream = new DropBehindStream(file, new() { WindowBytes = Window, Mode = DropBehindMode.Uncached }))
        {
            for (int done = 0, size = 100; done < payload.Length; done += size, size = size == 100 ? 200_000 : 100)
            {
                stream.Write(payload, done, Math.Min(size, payload.Length - done));
            }

            stream.Position = 50;
            stream.Write(payload, 50, 100);
            stream.Position = 0;
            var read = new byte[1 << 20];
            stream.ReadExactly(read);
            Assert.Equal(payload[..read.Length], read);
        }

        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.Equal(payload, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_policy_with_uncached_mode_leaves_no_page_and_counts_the_used_mode(bool supportsUncached)
    {
        using var directory = supportsUncached ? ext4.CreateDirectory() : btrfs.CreateDirectory();
        var path = directory.File("fresh");
        var payload = Payload();
        using var counts = new AdviceCounts();
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullWrite), file, f => f.Write(payload));
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.Equal(payload.Length, file.Position);
        file.Position = 0;
        var read = new MemoryStream();
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullRead), (Stream)file, f => f.CopyTo(read, 1 << 20));
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.True(payload.AsSpan().SequenceEqual(read.ToArray()));
        var ran = counts.DroppedBehind.ToDictionary(count => count.Key, count => count.Value);
        Assert.SkipWhen(supportsUncached && ran.ContainsKey("write:windows") && Environment.OSVersion.Version < new Version(6, 15), "Kernels before 6.15 have no uncached I/O on ext4.");
        var mode = supportsUncached ? "uncached" : "windows";
        Assert.Equal([$"read:{mode}", $"write:{mode}"], ran.Keys.Order());
        Assert.All(ran.Values, bytes => Assert.Equal(Bytes, bytes));
    }

    [Fact]
    public void Windows_limit_the_cached_pages_of_small_pieces()
    {
        using var directory = ext4.CreateDirectory();
        var path = directory.File("fresh");
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        var block = new byte[8192];
        long peak = 0;
        PolicyRunner.Run(Policy(PolicyKind.DropAfterFullWrite), file, f =>
        {
            for (var done = 0; done < Bytes; done += block.Length)
            {
                f.Write(block);
                peak = Math.Max(peak, PageCache.GetResidency(file.SafeFileHandle).CachedPages!.Value);
            }
        });
        Assert.InRange(peak, 1, 3 * Window / 4096);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
    }

    private static PagePolicy Policy(PolicyKind kind) => new(kind, nameof(UncachedModeTests)) { WindowBytes = Window, Mode = DropBehindMode.Uncached };

    [Fact]
    public void Over_a_buffer_or_without_a_file_windows_are_used()
    {
        using var buffer = new DropBehindStream(new BufferedStream(File.Create(_directory.File("fresh"))), new() { Mode = DropBehindMode.Uncached });
        Assert.Equal(DropBehindMode.Windowed, buffer.Mode);
        using var memory = new DropBehindStream(new MemoryStream(), new() { Mode = DropBehindMode.Uncached });
        Assert.Equal(DropBehindMode.Windowed, memory.Mode);
    }

    private static void FallsBack(ScratchDirectory directory)
    {
        var payload = Payload();
        var path = directory.File("fresh");
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        using var stream = new DropBehindStream(file, new() { WindowBytes = Window, LeaveOpen = true, Mode = DropBehindMode.Uncached });
        stream.Write(payload);
        Assert.Equal(DropBehindMode.Windowed, stream.Mode);
        stream.Complete();
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        Assert.Equal(payload, File.ReadAllBytes(path));
    }

    private static async Task Write(DropBehindStream stream, byte[] payload, bool asynchronous)
    {
        if (asynchronous)
        {
            await stream.WriteAsync(payload);
        }
        else
        {
            stream.Write(payload);
        }
    }

    private static async Task Read(DropBehindStream stream, byte[] buffer, bool asynchronous)
    {
        if (asynchronous)
        {
            await stream.ReadExactlyAsync(buffer);
        }
        else
        {
            stream.ReadExactly(buffer);
        }
    }

    private static byte[] Payload()
    {
        var bytes = new byte[Bytes];
        new Random(5).NextBytes(bytes);
        return bytes;
    }
}
