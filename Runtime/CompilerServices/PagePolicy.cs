using System.ComponentModel;
using IoPolicy.Advice;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// One method's policy, as its attribute states it: what generated code holds in a static field and enters at each call.
/// Generated code sets it at construction only, so it is safe for all threads.
/// </summary>
/// <remarks>
/// The setters are not <c>init</c>. Its signature refers to <c>IsExternalInit</c>, which the netstandard2.0 facade would declare
/// itself. Code compiled against the facade would then not find the setter in the real assembly.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PagePolicy
{
    /// <summary>Makes a policy of a kind for a method.</summary>
    /// <param name="kind">Which attribute stands on the method.</param>
    /// <param name="method">The method's name, with its type's, for messages and counters.</param>
    public PagePolicy(PolicyKind kind, string method) => Terms = new PolicyTerms(kind, method);

    /// <inheritdoc cref="DropPagesAttribute.AccessedRangeOnly"/>
    public bool AccessedRangeOnly
    {
        get => Terms.AccessedRangeOnly;
        set => Terms.AccessedRangeOnly = value;
    }

    /// <summary>
    /// The size of a window in bytes; 0: no windows, one drop at the end.
    /// <see cref="DropPagesAttribute.AutomaticWindow"/>: <see cref="DropBehindStream.DefaultWindowBytes"/>, but no windows for
    /// the read of a file that fits in one window.
    /// </summary>
    public int WindowBytes
    {
        get => Terms.WindowBytes;
        set => Terms.WindowBytes = value;
    }

    /// <inheritdoc cref="DropPagesAfterFullWriteAttribute.Durable"/>
    public bool Durable
    {
        get => Terms.Durable;
        set => Terms.Durable = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.PreserveCached"/>
    public bool PreserveCached
    {
        get => Terms.PreserveCached;
        set => Terms.PreserveCached = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.Mode"/>
    public DropBehindMode Mode
    {
        get => Terms.Mode;
        set => Terms.Mode = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.Background"/>
    public bool Background
    {
        get => Terms.Background;
        set => Terms.Background = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.KeepPagesVariable"/>
    public string? KeepPagesVariable
    {
        get => Terms.KeepPagesVariable;
        set => Terms.KeepPagesVariable = value;
    }

    internal PolicyTerms Terms { get; }

    /// <summary>Enters the policy with an open file.</summary>
    /// <param name="file">The file that the method works on; null: nothing is done.</param>
    /// <param name="scope">
    /// The call, which is to be completed and disposed of. Filled in place: a structure that is returned is copied by wide
    /// loads, which wait for the narrow stores before them (measured: 10 ns a call).
    /// </param>
    public void Enter(FileStream? file, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(file), out scope);

    /// <summary>Enters the policy with an open file's handle.</summary>
    /// <inheritdoc cref="Enter(FileStream, out PolicyScope)"/>
    public void Enter(SafeFileHandle? file, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(file), out scope);

    /// <summary>Enters the policy with a stream; it acts where the stream is, or wraps, a <see cref="FileStream"/>.</summary>
    /// <param name="stream">The stream that the method works on; null: nothing is done.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(Stream? stream, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(stream), out scope);

    /// <summary>Enters the policy with a reader over a stream.</summary>
    /// <param name="reader">The reader over the stream; null: nothing is done.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(BinaryReader? reader, out PolicyScope scope) => Enter(reader?.BaseStream, out scope);

    /// <summary>Enters the policy with a writer over a stream.</summary>
    /// <param name="writer">The writer over the stream; null: nothing is done.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(BinaryWriter? writer, out PolicyScope scope) => Enter(UnderlyingFile.Of(writer), out scope);

    /// <summary>Enters the policy with a path, which is opened for the advice: the kernel applies it to the inode.</summary>
    /// <param name="path">The path of the file; null: nothing is done.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(string? path, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(path), out scope);

    /// <summary>Issues the advice for a file that the method returned; there was none to enter with.</summary>
    /// <exception cref="IOException">
    /// The flush or the write-back failed; the kernel reports a write-back error once per open file. The file is closed,
    /// because the exception takes the place of the method's result, and nobody else can close it.
    /// </exception>
    public void Apply(FileStream? result) => Apply((Stream?)result);

    /// <inheritdoc cref="Apply(FileStream)"/>
    public void Apply(SafeFileHandle? result)
    {
        Enter(result, out var scope);
        Complete(scope, result);
    }

    /// <inheritdoc cref="Apply(FileStream)"/>
    public void Apply(Stream? result)
    {
        EnterAtItsBeginning(result, out var scope);
        Complete(scope, result);
    }

    /// <inheritdoc cref="Apply(FileStream)"/>
    public Task ApplyAsync(FileStream? result) => ApplyAsync((Stream?)result);

    /// <inheritdoc cref="Apply(FileStream)"/>
    public Task ApplyAsync(SafeFileHandle? result)
    {
        Enter(result, out var scope);
        return CompleteAsync(scope, result);
    }

    /// <inheritdoc cref="Apply(FileStream)"/>
    public Task ApplyAsync(Stream? result)
    {
        EnterAtItsBeginning(result, out var scope);
        return CompleteAsync(scope, result);
    }

    private static void Complete(PolicyScope scope, IDisposable? result)
    {
        try
        {
            scope.Complete();
        }
        catch (IOException)
        {
            Close(result);
            throw;
        }
    }

    private static async Task CompleteAsync(PolicyScope scope, IDisposable? result)
    {
        try
        {
            await scope.CompleteAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            Close(result);
            throw;
        }
    }

    private static void Close(IDisposable? result)
    {
        try
        {
            result?.Dispose();
        }
        catch (IOException)
        {
            // Its buffer does not flush; FileStream closes its handle all the same, and the first failure is on its way.
        }
    }

    /// <summary>A file that the method returned was opened by it, and moved from its beginning.</summary>
    private void EnterAtItsBeginning(Stream? result, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(result), entry: 0, out scope);
}
