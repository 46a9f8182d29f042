using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using IoPolicy.Advice;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// The policy of one method, with the options of its attribute. Generated code stores the policy in a static field, and enters it at each
/// call. Only the object initializer sets the properties, so the object is thread-safe.
/// </summary>
/// <remarks>
/// The setters are not <c>init</c>, because the signature of an <c>init</c> setter refers to <c>IsExternalInit</c>. The netstandard2.0 facade
/// would have to declare this type itself, and code that was compiled against the facade would not find the setter in the real assembly.
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
    /// The size of the window in bytes. With 0, there is no window, and the pages are dropped once, at the end.
    /// <see cref="DropPagesAttribute.AutomaticWindow"/> means <see cref="DropBehindStream.DefaultWindowBytes"/>, but no window for
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

    /// <summary>The calls of the method, to which the opened handles are added. Null if the method has no wrapper that enters calls.</summary>
    public OpenedFileCalls? Calls { get; set; }

    /// <summary>The condition for a file that the code opens. Null if the policy covers each file.</summary>
    public Func<bool>? Condition { get; set; }

    internal PolicyTerms Terms { get; }

    /// <summary>Enters the policy with an open file.</summary>
    /// <param name="file">The file that the method works on. For null, no advice is issued.</param>
    /// <param name="scope">
    /// The scope of the call. Complete it and dispose of it. It is an <c>out</c> parameter, which is filled in place. A returned structure
    /// would be copied by wide loads, which stall until the narrow stores before them are finished (measured: 10 ns per call).
    /// </param>
    public void Enter(FileStream? file, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(file), out scope);

    /// <summary>Enters the policy with an open file's handle.</summary>
    /// <inheritdoc cref="Enter(FileStream, out PolicyScope)"/>
    public void Enter(SafeFileHandle? file, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(file), out scope);

    /// <summary>Enters the policy with a stream. Advice is issued only if the stream is, or wraps, a <see cref="FileStream"/>.</summary>
    /// <param name="stream">The stream that the method works on. For null, no advice is issued.</param>
    /// <param name="scope">The scope of the call. Complete it and dispose of it.</param>
    public void Enter(Stream? stream, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(stream), out scope);

    /// <summary>Enters the policy with a reader over a stream.</summary>
    /// <param name="reader">The reader over the stream. For null, no advice is issued.</param>
    /// <param name="scope">The scope of the call. Complete it and dispose of it.</param>
    public void Enter(BinaryReader? reader, out PolicyScope scope) => Enter(reader?.BaseStream, out scope);

    /// <summary>Enters the policy with a writer over a stream.</summary>
    /// <param name="writer">The writer over the stream. For null, no advice is issued.</param>
    /// <param name="scope">The scope of the call. Complete it and dispose of it.</param>
    public void Enter(BinaryWriter? writer, out PolicyScope scope) => Enter(UnderlyingFile.StreamUnder(writer), out scope);

    /// <summary>Enters the policy with a reader over a stream.</summary>
    /// <param name="reader">The reader over the stream. For null, no advice is issued.</param>
    /// <param name="scope">The scope of the call. Complete it and dispose of it.</param>
    public void Enter(StreamReader? reader, out PolicyScope scope) => Enter(reader?.BaseStream, out scope);

    /// <summary>Enters the policy with a writer over a stream. A write policy writes the writer's buffer to the stream before the advice.</summary>
    /// <param name="writer">The writer over the stream. For null, no advice is issued.</param>
    /// <param name="scope">The scope of the call. Complete it and dispose of it.</param>
    public void Enter(StreamWriter? writer, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(writer), out scope);

    /// <summary>Enters the policy with a path. The runtime opens the path itself for the advice, which the kernel applies to the inode.</summary>
    /// <param name="path">The path of the file. For null, no advice is issued.</param>
    /// <param name="scope">The scope of the call. Complete it and dispose of it.</param>
    public void Enter(string? path, out PolicyScope scope) => PolicyScope.Enter(Terms, AdviceTarget.From(path), out scope);

    /// <summary>
    /// Returns the stream to use instead of a file that the method returned. This stream drops the pages behind its position until it is
    /// disposed of. If a write-back fails, <c>Dispose</c> closes the file and throws an <see cref="IOException"/>.
    /// </summary>
    /// <param name="result">The file, or null.</param>
    [return: NotNullIfNotNull(nameof(result))]
    public FileStream? Follow(FileStream? result) => FollowedFile.Follow(Terms, result, entry: 0);

    /// <inheritdoc cref="Follow(FileStream)"/>
    [return: NotNullIfNotNull(nameof(result))]
    public Stream? Follow(Stream? result) => FollowedFile.Follow(Terms, result, entry: 0);
}
