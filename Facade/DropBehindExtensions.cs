namespace IoPolicy;

public static class DropBehindExtensions
{
    public static FileStream DropBehind(this FileStream stream, DropBehindOptions? options = null) => stream;

    public static DropBehindStream DropBehind(this Stream stream, DropBehindOptions? options = null) => new(stream, options);
}
