namespace IoPolicy;

/// <remarks>Only the real assembly creates instances.</remarks>
public sealed class DurableFileException : IOException
{
    private DurableFileException()
    {
    }

    public string Path => "";

    public DurableFileStep Step => default;

    public string Reason => "";

    public bool IsPublished => false;
}
