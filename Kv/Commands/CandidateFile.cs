using System.Runtime.InteropServices;
using IoPolicy.CommandLine;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace Kv.Commands;

/// <summary>A file for a command to open. Immutable.</summary>
/// <param name="Path">The path.</param>
/// <param name="IsListed">Whether the file comes from the listing of a directory. A listed link is not followed.</param>
internal readonly record struct CandidateFile(string Path, bool IsListed)
{
    /// <summary>Opens the file for reading. Does not block on a pipe.</summary>
    /// <param name="failure">The reason for a failure; null on success.</param>
    internal SafeFileHandle? Open(out OpenFailure? failure)
    {
        failure = null;
        if (!OperatingSystem.IsLinux())
        {
            return OpenElsewhere(out failure);
        }

        var file = Posix.Open(Path, Posix.ReadOnly | Posix.NonBlocking | Posix.CloseOnExec | (IsListed ? Posix.NoFollow : 0));
        var error = file.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        if (error == 0 && Posix.TryStat(file, out var status) && status.IsRegular)
        {
            return file;
        }

        file.Dispose();
        failure = error switch
        {
            0 when Directory.Exists(Path) => OpenFailure.OtherKind("a directory"),
            0 or Errno.ENXIO => OpenFailure.OtherKind("a pipe or a device"),
            Errno.ELOOP when IsListed => OpenFailure.OtherKind("a link"),
            _ when Errno.MeansShortage(error) => new OpenFailure(OpenFailureKind.Shortage, Errno.Describe(error)),
            Errno.ENOENT => new OpenFailure(OpenFailureKind.Gone, Errno.Describe(error)),
            _ => new OpenFailure(OpenFailureKind.Other, Errno.Describe(error)),
        };
        return null;
    }

    /// <summary>Opens the file for reading. Skips a listed file that no longer exists, and a listed link, directory, pipe or device.</summary>
    /// <param name="reason">The reason for a failure; null if the file was opened or skipped.</param>
    internal SafeFileHandle? OpenOrSkip(out string? reason)
    {
        var file = Open(out OpenFailure? failure);
        reason = IsListed && failure?.Kind is (OpenFailureKind.NoFile or OpenFailureKind.Gone) ? null : failure?.Reason;
        return file;
    }

    private SafeFileHandle? OpenElsewhere(out OpenFailure? failure)
    {
        failure = null;
        try
        {
            return File.OpenHandle(Path, share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            failure = new OpenFailure(error is FileNotFoundException ? OpenFailureKind.Gone : OpenFailureKind.Other, FailureSentence.ReasonOf(error));
            return null;
        }
    }
}

/// <summary>The kinds of failures to open a file.</summary>
internal enum OpenFailureKind
{
    /// <summary>The file does not exist, or no longer exists.</summary>
    Gone,

    /// <summary>The path is a listed link, a directory, a pipe or a device.</summary>
    NoFile,

    /// <summary>The process or the machine is short of descriptors or memory, which says nothing about the file.</summary>
    Shortage,

    /// <summary>Another error of the system, such as missing permissions or an input error.</summary>
    Other,
}

/// <summary>A failure to open a file. The reason is a part of a sentence.</summary>
internal sealed record OpenFailure(OpenFailureKind Kind, string Reason)
{
    /// <summary>The kind that was found instead of a file; null for another failure.</summary>
    internal string? Found { get; private init; }

    internal static OpenFailure OtherKind(string found) => new(OpenFailureKind.NoFile, $"expected a file, found {found}") { Found = found };
}
