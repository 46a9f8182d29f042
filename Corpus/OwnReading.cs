using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Corpus;

/// <summary>
/// Decides whether a method itself reads its file: its body calls a member of .NET (<see cref="DotNetMemberTable"/>) that reads the file, or an
/// object that was created from the file. Other methods pass the file to other code, or only store it.
/// </summary>
internal static class OwnReading
{
    private static readonly DotNetMembers DotNet = new();

    internal static bool IsIn(FileMethod method, FileCandidate file, SemanticModel model, CancellationToken cancellation)
    {
        var symbol = (ISymbol?)FileCandidates.ParameterOf(method.Symbol, file) ?? FileCandidates.MemberOf(method.Symbol, file);
        if (symbol is null || model.GetOperation(method.Syntax, cancellation) is not { } body)
        {
            return false;
        }

        var names = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { symbol };
        foreach (var operation in body.Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator
                && declarator.GetVariableInitializer()?.Value is { } value
                && StreamTypes.IsFileLike(declarator.Symbol.Type)
                && IsCreatedFrom(value, names))
            {
                names.Add(declarator.Symbol);
            }
            else if (operation is IInvocationOperation call
                && DotNet.Find(call.TargetMethod) is var (effect, _)
                && effect.Read.Rule != SizeRule.Nothing
                && (effect.File is null ? call.Instance ?? call.Arguments.FirstOrDefault()?.Value : FileOperations.ArgumentOf(call, effect.File)) is { } read
                && IsCreatedFrom(read, names))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCreatedFrom(IOperation value, HashSet<ISymbol> names) => FileOperations.Unconverted(value) switch
    {
        var plain when FileOperations.VariableOf(plain) is { } holder => names.Contains(holder),
        IObjectCreationOperation creation => creation.Arguments.Any(argument => IsCreatedFrom(argument.Value, names)),
        IInvocationOperation call when StreamTypes.IsFileLike(call.Type) => call.Arguments.Any(argument => IsCreatedFrom(argument.Value, names)),
        _ => false,
    };
}
