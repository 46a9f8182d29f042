namespace Generators.Tests.Running;

/// <summary>In which form the method has its file.</summary>
public enum FileForm
{
    FileStream,
    Stream,
    WindowedFileStream,
    WindowedStream,
    SafeFileHandle,
    BinaryAccess,
    Path,
    Field,
    PrivateField,
    Property,
    PropertyWithPrivateGetter,
    StaticField,
    Result,
}
