using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using IoPolicy.Advice;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// The policy of one method, with the options of its attribute. Generated code holds it in a static field, and enters it at each
/// call. Generated code sets the properties at construction only, so it is thread-safe.
/// </summary>
/// <remarks>
/// The setters are not <c>init</c>. Its signature refers to <c>IsExternalInit</c>, which the netstandard2.0 facade would declare
/// itself. Code compiled against the facade would then not find the setter in the real assembly.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PagePolicy
{
    /// <summary>Creates a policy for a method.</summary>
    /// <param name="kind">The attribute on the method.</param>
    /// <param name="method">The name of the method, with its type, for messages and counters.</param>
    public PagePolicy(PolicyKind kind, string method) => Terms = new PolicyTerms(kind, method);

    /// <inheritdoc cref="DropPagesAttribute.Recurse"/>
    public bool Recurse
    {
        get => Terms.Recurse;
        set => Terms.Recurse = value;
    }

    /// <inheritdoc cref="DropPagesAttribute.AccessedRangeOnly"/>
    public bool AccessedRangeOnly
    {
        get => Terms.AccessedRangeOnly;
        set => Terms.AccessedRangeOnly = value;
    }

    /// <summary>
    /// The size of the window in bytes; 0: no window, one drop at the end.
    /// <see cref="DropPagesAttribute.AutomaticWindow"/>: <see cref="DropBehindStream.DefaultWindowBytes"/>, but no window for
    /// the read of a file that fits in it.
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

    /// <summary>The calls that hold the handles that the code opens. Null if no wrapper runs around the code.</summary>
    public OpenedFileCalls? Calls { get; set; }

    /// <summary>The condition for a file that the code opens. Null if the policy covers each file.</summary>
    public Func<bool>? Condition { get; set; }

    internal PolicyTerms Terms { get; }

    /// <summary>Enters the policy with an open file.</summary>
    /// <param name="file">The file that the method works on; null: nothing is done.</param>
    /// <param name="scope">
    /// The scope of the call. Complete it and dispose of it. An <c>out</c> parameter is filled in place and avoids a
    /// store-forwarding stall: a returned structure is copied by wide loads, which wait for narrow stores (measured: 10 ns a call).
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
    /// <param name="reader">The reader over the stream; null does nothing.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(BinaryReader? reader, out PolicyScope scope) => Enter(reader?.BaseStream, out scope);

    /// <summary>Enters the policy with a writer over a stream.</summary>
    /// <param name="writer">The writer over the stream; null does nothing.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(BinaryWriter? writer, out PolicyScope scope) => Enter(UnderlyingFile.Of(writer), out scope);

    /// <summary>Enters the policy with a reader over a stream.</summary>
    /// <param name="reader">The reader over the stream; null does nothing.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(StreamReader? reader, out PolicyScope scope) => Enter(reader?.BaseStream, out scope);

    /// <summary>Enters the policy with a writer over a stream. A write policy passes the writer's buffer on before the advice.</summary>
    /// <param name="writer">The writer over the stream; null does nothing.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(StreamWriter? writer, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(writer), out scope);

    /// <summary>Enters the policy with a path, which is opened for the advice: the kernel applies it to the inode.</summary>
    /// <param name="path">The path of the file; null: nothing is done.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(string? path, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(path), out scope);

    /// <summary>
    /// Returns the stream to use instead of a file that the method returned. It drops the pages behind its position until it is disposed
    /// of. <c>Dispose</c> throws an <see cref="IOException"/> if a write-back fails, after it has closed the file.
    /// </summary>
    /// <param name="result">The file, or null.</param>
    [return: NotNullIfNotNull(nameof(result))]
    public FileStream? Follow(FileStream? result) => FollowedFile.Follow(Terms, result, entry: 0);

    /// <inheritdoc cref="Follow(FileStream)"/>
    [return: NotNullIfNotNull(nameof(result))]
    public Stream? Follow(Stream? result) => FollowedFile.Follow(Terms, result, entry: 0);
}
