using IoPolicy.Durability;
using IoPolicy.Interop;

namespace IoPolicy.Tests;

/// <summary>The error number of an exception of .NET, which shows it in different ways (<c>Interop.GetExceptionForIoErrno</c>).</summary>
public sealed class DurableStepTests
{
    public static TheoryData<string, Exception, int> Failures => new()
    {
        { "the exception has the number", new IOException("reason", Errno.NoSpace), Errno.NoSpace },
        { "an inner exception has the number", new UnauthorizedAccessException("reason", new IOException("inner", Errno.NotPermitted)), Errno.NotPermitted },
        { "no file", new FileNotFoundException("reason"), Errno.NoEntry },
        { "no directory", new DirectoryNotFoundException("reason"), Errno.NoEntry },
        { "no access", new UnauthorizedAccessException("reason"), Errno.AccessDenied },
        { "no number", new NotSupportedException("reason"), new NotSupportedException().HResult },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_has_the_error_number_of_its_exception(string label, Exception exception, int error)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other error numbers.");
        var failure = DurableStep.KeepBackup.Failure("/target", exception);
        Assert.Equal((error, exception), (failure.HResult, failure.InnerException));
        Assert.Equal(("/target", DurableFileStep.KeepBackup, "reason"), (failure.Path, failure.Step, failure.Reason));
        Assert.Equal("Replacing '/target' failed at keeping the backup: reason. The target is unchanged.", failure.Message);
        Assert.NotEmpty(label);
    }
}
