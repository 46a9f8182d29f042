using System.Runtime.InteropServices;
using IoPolicy.CommandLine;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace Kv.Commands;

/// <summary>A file that a command is to open. Immutable.</summary>
/// <param name="Path">The path.</param>
/// <param name="IsListed">Whether the file was found in a directory. If so, no link is followed.</param>
internal readonly record struct CandidateFile(string Path, bool IsListed)
{
    /// <summary>Opens the file for reading. Waits for no pipe.</summary>
    /// <param name="failure">Why the file cannot be opened; null where it was opened.</param>
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
            0 or Errno.ENXIO => new OpenFailure(OpenFailureKind.NoFile, "expected a file, found a pipe or a device"),
            Errno.ELOOP when IsListed => new OpenFailure(OpenFailureKind.NoFile, "expected a file, found a link"),
            Errno.ENOENT => new OpenFailure(OpenFailureKind.Gone, FailureSentence.ReasonOf(error)),
            _ => new OpenFailure(OpenFailureKind.Other, FailureSentence.ReasonOf(error)),
        };
        return null;
    }

    /// <summary>
    /// Opens the file for reading, and passes over what is no file of the directory that it was found in: a link, a pipe,
    /// a file that was removed in the meantime.
    /// </summary>
    /// <param name="obstacle">Why the file cannot be opened; null where it was opened or passed over.</param>
    internal SafeFileHandle? OpenOrPassOver(out string? obstacle)
    {
        var file = Open(out OpenFailure? failure);
        obstacle = IsListed && failure?.Kind is (OpenFailureKind.NoFile or OpenFailureKind.Gone) ? null : failure?.Reason;
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

/// <summary>What keeps a file from being opened.</summary>
internal enum OpenFailureKind
{
    /// <summary>There is nothing of that name any more.</summary>
    Gone,

    /// <summary>It is a link in a directory, a pipe or a device.</summary>
    NoFile,

    /// <summary>The system refuses: permissions, a shortage, an input error.</summary>
    Other,
}

/// <summary>Why a file cannot be opened, as a part of a sentence.</summary>
internal sealed record OpenFailure(OpenFailureKind Kind, string Reason);
