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
