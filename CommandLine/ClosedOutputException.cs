namespace IoPolicy.CommandLine;

/// <summary>The reader of standard output is gone (EPIPE): <c>kv ls | head</c>. That ends a listing, and is no failure of it.</summary>
internal sealed class ClosedOutputException() : IOException("standard output: the reader closed the pipe");
