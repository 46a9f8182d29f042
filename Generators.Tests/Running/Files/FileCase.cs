namespace Generators.Tests.Running.Files;

/// <summary>The place from which the annotated method gets its file.</summary>
public enum Place
{
    FileStream,
    Stream,
    Handle,
    Reader,
    Writer,
    Path,
    StreamField,
    FileProperty,
    FileResult,
    StreamResult,
}

/// <summary>The attribute of the annotated method, with or without windows.</summary>
public enum Policy
{
    Read,
    Write,
    Header,
    WindowedRead,
    WindowedWrite,
}

/// <summary>A method with a policy and a file of one form, compiled once and called with files in every state.</summary>
public sealed record FileCase(Place Place, Policy Policy, Wrapper Wrapper, bool IsAsync)
{
    public static IReadOnlyList<FileCase> All { get; } =
    [
        .. from place in Enum.GetValues<Place>()
           from policy in Enum.GetValues<Policy>()
           where IsPossible(place, policy)
           from wrapper in Enum.GetValues<Wrapper>()
           from isAsync in (bool[])[false, true]
           select new FileCase(place, policy, wrapper, isAsync),
    ];

    public string Name => $"{Place}_{Policy}_{Wrapper}{(IsAsync ? "_Async" : "")}";

    public bool Writes => Policy is Policy.Write or Policy.WindowedWrite;

    public bool HasWindows => Policy is Policy.WindowedRead or Policy.WindowedWrite;

    public bool IsResult => Place is Place.FileResult or Place.StreamResult;

    /// <summary>The source of a type in its own namespace, with an entry that calls the method.</summary>
    public string Source
    {
        get
        {
            var isMember = Place is Place.StreamField or Place.FileProperty;
            var modifiers = isMember ? "public" : "public static";
            var result = IsResult ? Type : "object?";
            var parameters = isMember ? "Func<object?, object?> body" : $"{(IsResult ? "object?" : Type)} file, Func<object?, object?> body";
            var work = (IsResult ? $"({Type})" : "") + $"body({(isMember ? "File" : "file")})";
            var (returns, body) = IsAsync
                ? ($"Task<{result}>", $"{{ await Task.Yield(); return {work}; }}")
                : (result, $"=> {work};");
            var start = IsAsync ? "async " : "";
            var method = Wrapper == Wrapper.Interceptor
                ? $"{Attribute} {modifiers} {start}{returns} Work({parameters}) {body}"
                : $"{Attribute} {modifiers} partial {returns} Work({parameters});\n{modifiers.Replace("public", "private", StringComparison.Ordinal)} {start}{returns} WorkCore({parameters}) {body}";
            var call = isMember ? $"new Owner {{ File = ({Type})file }}.Work(body)"
                : IsResult ? "Owner.Work(file, body)"
                : $"Owner.Work(({Type})file, body)";
            return $$"""
                namespace {{Name}};

                public partial class Owner
                {
                    {{(Place == Place.StreamField ? "public Stream? File;" : Place == Place.FileProperty ? "public FileStream? File { get; init; }" : "")}}
                    {{method}}
                }

                public static class Entry
                {
                    public static async Task<object?> Run(object? file, Func<object?, object?> body)
                    {
                        await Task.CompletedTask;
                        return {{(IsAsync ? "await " : "")}}{{call}};
                    }
                }
                """;
        }
    }

    private string Type => Place switch
    {
        Place.Handle => "SafeFileHandle?",
        Place.Reader => "BinaryReader?",
        Place.Writer => "BinaryWriter?",
        Place.Path => "string?",
        Place.Stream or Place.StreamField or Place.StreamResult => "Stream?",
        _ => "FileStream?",
    };

    private string Attribute
    {
        get
        {
            var name = Policy == Policy.Header ? "HeaderOnly" : Writes ? "DropPagesAfterFullWrite" : "DropPagesAfterFullRead";
            return HasWindows ? $"[{name}(WindowBytes = 65_536)]"
                : Place == Place.Path ? $"[{name}(File = nameof(file))]"
                : $"[{name}]";
        }
    }

    public override string ToString() => Name;

    /// <summary>Whether the place can have the policy. Windows need a stream that the wrapper can pass on. A result has no header policy, because the advice of that policy comes before the body.</summary>
    private static bool IsPossible(Place place, Policy policy) => (place, policy) switch
    {
        (Place.FileStream or Place.Stream, _) => true,
        (_, Policy.WindowedRead or Policy.WindowedWrite) => false,
        (Place.Reader, Policy.Write) or (Place.Writer, not Policy.Write) => false,
        (Place.FileResult or Place.StreamResult, Policy.Header) => false,
        _ => true,
    };
}
