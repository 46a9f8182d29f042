using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One generated method that replaces a file.</summary>
/// <param name="Type">The containing type.</param>
/// <param name="Method">The signature. <see cref="WrapperModel.Callee"/> is empty if there is no path or no body; the method then throws.</param>
/// <param name="Path">The expression with the path.</param>
/// <param name="StreamIndex">The position of the stream among the arguments of the body.</param>
/// <param name="Options">The members of the options' initializer: <c>FailIfExists = true</c>.</param>
/// <param name="DropBehind">The members of the drop-behind options' initializer; null if no pages are dropped.</param>
/// <param name="KeepPagesVariable">The environment variable that turns the drops off, or null.</param>
/// <param name="Condition">The <c>bool</c> expression under which the pages are dropped, or null.</param>
/// <param name="Cancellation">The token of an asynchronous commit, or an empty string.</param>
internal sealed record ReplacedFileModel(
    TypeModel Type,
    WrapperModel Method,
    string Path,
    int StreamIndex,
    EquatableArray<string> Options,
    EquatableArray<string>? DropBehind,
    string? KeepPagesVariable,
    string? Condition,
    string Cancellation);

/// <summary>One generated file: a type and its methods that replace a file.</summary>
/// <param name="HintName">The name of the generated file.</param>
/// <param name="Methods">The methods.</param>
internal sealed record ReplacingTypeModel(string HintName, EquatableArray<ReplacedFileModel> Methods);
