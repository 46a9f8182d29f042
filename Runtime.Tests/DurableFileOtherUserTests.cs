using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Replacements of a file that belongs to another user.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DurableFileOtherUserTests
{
    [Fact]
    public void A_group_that_cannot_be_kept_loses_its_additional_permissions()
    {
        using var open = new ScratchDirectory("/tmp");
        var outcome = SaveAsNobody(open.Path, directoryMode: "0777", fileMode: "0664");
        Assert.Equal("done", outcome);
        Assert.Equal((UnixFileMode)0x1A4 /* 0644 */, File.GetUnixFileMode(DurableFileFaultTests.FileOf(open.Path, 0)));
    }

    [Fact]
    public void In_a_sticky_directory_only_the_owner_replaces_a_file()
    {
        using var open = new ScratchDirectory("/tmp");
        var outcome = SaveAsNobody(open.Path, directoryMode: "1777", fileMode: "0666");
        Assert.Contains("renaming the temporary file: Operation not permitted", outcome, StringComparison.Ordinal);
        Assert.Equal(DurableFileFaultTests.Payload(1), File.ReadAllBytes(DurableFileFaultTests.FileOf(open.Path, 0)));
        Assert.DoesNotContain(Directory.GetFiles(open.Path), path => Path.GetFileName(path)[0] == '.');
    }

    /// <summary>Replaces a file of this user as another user, and gets the first outcome.</summary>
    private static string SaveAsNobody(string directory, string directoryMode, string fileMode)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may become another user.");
        Assert.SkipWhen(Tools.Missing("setpriv", "util-linux") is not null, "setpriv is missing.");
        _ = Shell.Run("chmod", directoryMode, directory).OrThrow();
        File.WriteAllBytes(DurableFileFaultTests.FileOf(directory, 0), DurableFileFaultTests.Payload(1));
        _ = Shell.Run("chmod", fileMode, DurableFileFaultTests.FileOf(directory, 0)).OrThrow();
        var saved = Shell.RunAs(ChildProcess.Start(DurableFileFaultTests.SaveMany, [directory, "simple"]), "nobody");
        Assert.SkipUnless(saved.Succeeded, $"Another user cannot run the tests here: {saved.Error}");
        return saved.Output.Split('\n')[0];
    }
}
