namespace Generators.Tests.Running;

/// <summary>How the annotated method stands in its type.</summary>
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

/// <summary>By which carrier the policy is carried.</summary>
public enum Carrier
{
    Partial,
    Interceptor,
}

/// <summary>What the annotated method returns.</summary>
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
    StaticField,
    Result,
}

/// <summary>What the method does to its file.</summary>
public enum Work
{
    Read,
    Write,
    Header,
}
