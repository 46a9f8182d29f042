using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Without windows, a synchronous call under a policy allocates nothing.</summary>
public sealed class AllocationTests : IDisposable
{
    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, nameof(AllocationTests));
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, nameof(AllocationTests));
    private static readonly PagePolicy Header = new(PolicyKind.HeaderOnly, nameof(AllocationTests));

    private readonly ScratchDirectory _directory = new();
    private readonly FileStream _file;

    public AllocationTests()
    {
        _file = File.Create(_directory.File("sample"));
        _file.Write(new byte[200_000]);
    }

    public void Dispose()
    {
        _file.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_read_scope_allocates_nothing() => AllocatesNothing(() => Scope(Read, _file));

    [Fact]
    public void A_write_scope_allocates_nothing() => AllocatesNothing(() => Scope(Write, _file));

    [Fact]
    public void A_header_scope_allocates_nothing() => AllocatesNothing(() => Scope(Header, _file));

    [Fact]
    public void A_scope_over_a_handle_allocates_nothing() => AllocatesNothing(() =>
    {
        Read.Enter(_file.SafeFileHandle, out var scope);
        scope.Complete();
        scope.Dispose();
    });

    [Fact]
    public void A_read_scope_that_an_exception_leaves_allocates_nothing() => AllocatesNothing(() =>
    {
        Read.Enter(_file, out var scope);
        _file.Position = 100_000;
        scope.Dispose();
        _file.Position = 0;
    });

    private static void Scope(PagePolicy policy, FileStream file)
    {
        policy.Enter(file, out var scope);
        _ = scope.DropBehind(file);
        file.Position = file.Position == 0 ? 150_000 : 0;
        scope.Complete();
        scope.Dispose();
    }

    private static void AllocatesNothing(Action call)
    {
        call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            call();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
