namespace Kv;

/// <summary>A failure that one sentence explains to the user: which file, at which offset, what was expected.</summary>
internal sealed class KvException : Exception
{
    public KvException(string message)
        : base(message)
    {
    }

    public KvException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
