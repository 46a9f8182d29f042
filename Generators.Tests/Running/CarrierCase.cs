namespace Generators.Tests.Running;

/// <summary>One row of the table: a method with a policy, to be compiled, called and measured.</summary>
public sealed record CarrierCase(Shape Shape, Carrier Carrier, Returns Returns, FileForm Form, Work Work)
{
    /// <summary>The name of its namespace in the compiled table.</summary>
    public string Name => $"{Shape}_{Carrier}_{Returns}_{Form}_{Work}";

    /// <summary>
    /// All shapes and return kinds over one file form; all file forms over two return kinds and all that can be done.
    /// </summary>
    public static IReadOnlyList<CarrierCase> All { get; } =
    [
        .. from shape in Enum.GetValues<Shape>()
           from carrier in Enum.GetValues<Carrier>()
           from returns in Enum.GetValues<Returns>()
           where IsPossible(shape, returns)
           select new CarrierCase(shape, carrier, returns, FileForm.FileStream, Work.Read),
        .. from form in Enum.GetValues<FileForm>()
           from carrier in Enum.GetValues<Carrier>()
           from returns in (Returns[])[Returns.Value, Returns.TaskOfValue]
           from work in Enum.GetValues<Work>()
           where IsPossible(form, work)
           let shape = form == FileForm.StaticField ? Shape.Static : Shape.Instance
           where (shape, form, work) != (Shape.Instance, FileForm.FileStream, Work.Read)
           select new CarrierCase(shape, carrier, returns, form, work),
    ];

    /// <summary>CS4012: the body of an async method has no span, and no by-reference parameter; it returns no reference.</summary>
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
