using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Corpus;

/// <summary>
/// Decides whether a method reads by itself: its body calls a member of .NET that reads the file (<see cref="DotNetMemberTable"/>), or that reads a local
/// that was created from it. Other methods pass the file on, or only store it.
/// </summary>
internal static class OwnReading
{
    private static readonly DotNetMembers DotNet = new();

    internal static bool Does(FileMethod method, FileCandidate file, SemanticModel model, CancellationToken cancellation)
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
                && IsMadeOf(value, names))
            {
                names.Add(declarator.Symbol);
            }
            else if (operation is IInvocationOperation call
                && DotNet.Find(call.TargetMethod) is var (effect, _)
                && effect.Read.Rule != SizeRule.Nothing
                && (effect.File is null ? call.Instance ?? call.Arguments.FirstOrDefault()?.Value : FileOperations.ArgumentOf(call, effect.File)) is { } read
                && IsMadeOf(read, names))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMadeOf(IOperation value, HashSet<ISymbol> names) => FileOperations.Unconverted(value) switch
    {
        var plain when FileOperations.HolderOf(plain) is { } holder => names.Contains(holder),
        IObjectCreationOperation creation => creation.Arguments.Any(argument => IsMadeOf(argument.Value, names)),
        IInvocationOperation call when StreamTypes.IsFileLike(call.Type) => call.Arguments.Any(argument => IsMadeOf(argument.Value, names)),
        _ => false,
    };
}
