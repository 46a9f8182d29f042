namespace Generators.Tests.Running;

/// <summary>One row of <see cref="WrapperCaseTests"/>: a method with a policy, to be compiled, called and measured.</summary>
public sealed record WrapperCase(Shape Shape, Wrapper Wrapper, Returns Returns, FileForm Form, Work Work)
{
    /// <summary>The name of the row's namespace in the compiled table.</summary>
    public string Name => $"{Shape}_{Wrapper}_{Returns}_{Form}_{Work}";

    /// <summary>
    /// All shapes and return kinds with one form of file, and all forms of file with two return kinds and all operations.
    /// </summary>
    public static IReadOnlyList<WrapperCase> All { get; } =
    [
        .. from shape in Enum.GetValues<Shape>()
           from wrapper in Enum.GetValues<Wrapper>()
           from returns in Enum.GetValues<Returns>()
           where IsPossible(shape, returns)
           select new WrapperCase(shape, wrapper, returns, FileForm.FileStream, Work.Read),
        .. from form in Enum.GetValues<FileForm>()
           from wrapper in Enum.GetValues<Wrapper>()
           from returns in (Returns[])[Returns.Value, Returns.TaskOfValue]
           from work in Enum.GetValues<Work>()
           where IsPossible(form, work)
           let shape = form == FileForm.StaticField ? Shape.Static : Shape.Instance
           where (shape, form, work) != (Shape.Instance, FileForm.FileStream, Work.Read)
           select new WrapperCase(shape, wrapper, returns, form, work),
    ];

    /// <summary>Whether the table has the row. It has no structure with a method that returns a reference.</summary>
    private static bool IsPossible(Shape shape, Returns returns) =>
        returns != Returns.Reference || shape is not (Shape.Struct or Shape.ReadonlyStruct or Shape.RecordStruct or Shape.RefStruct);

    private static bool IsPossible(FileForm form, Work work) => form switch
    {
        FileForm.WindowedFileStream or FileForm.WindowedStream => work != Work.Header,
        FileForm.Result => work != Work.Header,
        _ => true,
    };

    public override string ToString() => Name;
}

/// <summary>The kind of wrapper.</summary>
public enum Wrapper
{
    Partial,
    Interceptor,
}

/// <summary>The shape of the annotated method and its type.</summary>
public enum Shape
{
    Instance,
    Static,
    Private,
    PrivateStatic,
    GenericMethod,
    GenericType,
    Nested,
    Struct,
    ReadonlyStruct,
    RecordStruct,
    RefStruct,
    Record,
    Extension,
    InterfaceDefault,
    Virtual,
    Override,
    SpanParameter,
    InParameter,
    RefParameter,
    RefReadonlyParameter,
    OutParameter,
}

/// <summary>The return type of the annotated method.</summary>
public enum Returns
{
    Void,
    Value,
    Reference,
    Task,
    TaskOfValue,
    ValueTask,
    ValueTaskOfValue,
}

/// <summary>The form in which the method has its file.</summary>
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

/// <summary>The operation of the method on its file.</summary>
public enum Work
{
    Read,
    Write,
    Header,
}
