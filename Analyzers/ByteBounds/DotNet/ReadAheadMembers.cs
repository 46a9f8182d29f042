using IoPolicy.Analyzers.Symbols;
using static IoPolicy.Analyzers.ByteBounds.DotNet.SizeRule;
using static IoPolicy.Analyzers.ByteBounds.DotNet.Sizes;

namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>The rows of <see cref="DotNetMemberTable"/> for XmlReader, TarReader and pipes. The readers among them read ahead.</summary>
internal static class ReadAheadMembers
{
    internal static readonly IReadOnlyList<MemberEffect> Rows =
    [
        // XmlReader and TarReader read ahead.
        new("XmlReader.Read()", "Reads a full buffer at a time.") { Read = Size(Unknown), Result = ResultRule.Contents },
        new("XmlReader.ReadAsync()", "Reads a full buffer at a time.") { Read = Size(Unknown), Result = ResultRule.Contents },
        new("XmlReader.NodeType", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.Name", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.LocalName", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.NamespaceURI", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.Depth", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.HasAttributes", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.IsEmptyElement", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.EOF", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.GetAttribute(string)", "Moves no bytes.") { Result = ResultRule.Contents },
        new("XmlReader.Close()", "Moves no bytes."),
        new("XmlReader.Dispose()", "Moves no bytes."),
        new("TarReader.GetNextEntry(bool)", "The next header. It seeks past the rest of the last entry if the stream can seek.") { Read = Size(Unknown), Seek = SeekRule.Seek, Result = ResultRule.Contents },
        new("TarReader.GetNextEntryAsync(bool, CancellationToken)", "The next header. It seeks past the rest of the last entry if the stream can seek.") { Read = Size(Unknown), Seek = SeekRule.Seek, Result = ResultRule.Contents },
        new("TarReader.Dispose()", "Moves no bytes."),
        new("TarReader.DisposeAsync()", "Moves no bytes."),

        // Pipes over a stream read a segment ahead (StreamPipeReaderOptions.BufferSize).
        new("PipeReader.AdvanceTo(SequencePosition)", "Moves no bytes."),
        new("PipeReader.AdvanceTo(SequencePosition, SequencePosition)", "Moves no bytes."),
        new("PipeReader.AsStream(bool)", "The pipe as a stream.") { Result = ResultRule.Wrapper, Access = StreamAccess.AsRequested },
        new("PipeReader.CancelPendingRead()", "Moves no bytes."),
        new("PipeReader.Complete(Exception)", "Moves no bytes."),
        new("PipeReader.CompleteAsync(Exception)", "Moves no bytes."),
        new("PipeReader.CopyToAsync(PipeWriter, CancellationToken)", "To the end.") { Read = Size(ToEnd), Into = "destination" },
        new("PipeReader.CopyToAsync(Stream, CancellationToken)", "To the end.") { Read = Size(ToEnd), Into = "destination" },
        new("PipeReader.Create(Stream, StreamPipeReaderOptions)", "A pipe over the stream.") { File = "stream", Result = ResultRule.Wrapper },
        new("PipeReader.OnWriterCompleted(Action<Exception, object>, object)", "Runs a callback at the end."),
        new("PipeReader.ReadAsync(CancellationToken)", "A segment at least.") { Read = Size(Unknown), Result = ResultRule.Contents },
        new("PipeReader.ReadAtLeastAsync(int, CancellationToken)", "A segment at least.") { Read = Size(Unknown), Result = ResultRule.Contents },
        new("PipeReader.TryRead(out ReadResult)", "A segment at least.") { Read = Size(Unknown), Result = ResultRule.Contents },
        new("PipeWriter.Advance(int)", "As many bytes as the caller has written into the buffer.") { Written = Bytes("bytes") },
        new("PipeWriter.AsStream(bool)", "The pipe as a stream.") { Result = ResultRule.Wrapper, Access = StreamAccess.AsRequested },
        new("PipeWriter.CancelPendingFlush()", "Moves no bytes."),
        new("PipeWriter.Complete(Exception)", "Flushes bytes that were counted when they were written."),
        new("PipeWriter.CompleteAsync(Exception)", "Flushes bytes that were counted when they were written."),
        new("PipeWriter.Create(Stream, StreamPipeWriterOptions)", "A pipe over the stream.") { File = "stream", Result = ResultRule.Wrapper },
        new("PipeWriter.FlushAsync(CancellationToken)", "Flushes bytes that were counted when they were written."),
        new("PipeWriter.GetMemory(int)", "Moves no bytes."),
        new("PipeWriter.GetSpan(int)", "Moves no bytes."),
        new("PipeWriter.OnReaderCompleted(Action<Exception, object>, object)", "Runs a callback at the end."),
        new("PipeWriter.WriteAsync(ReadOnlyMemory<byte>, CancellationToken)", "The memory's length.") { Written = Fill("source") },
        new("PipeWriter.CanGetUnflushedBytes", "Moves no bytes."),
        new("PipeWriter.UnflushedBytes", "Moves no bytes."),
    ];
}
