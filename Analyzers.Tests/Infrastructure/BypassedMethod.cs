using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.BypassingCallAnalyzer, IoPolicy.CodeFixes.BypassingCallCodeFix>;

namespace Analyzers.Tests.Infrastructure;

/// <summary>A class with a use that bypasses the policy. Making the method partial fixes it.</summary>
internal static class BypassedMethod
{
    /// <summary>Checks the fix for a class with the given members, and with a use of one of them that bypasses its policy.</summary>
    internal static Task Fixes(
        string methods,
        string changed,
        string use = "Func<FileStream, int> Use() => {|IOP301:Load|};",
        int? iterations = null,
        string lineBreak = "\n") => Check.Fixes(
        $"class C\n{{\n{methods}\n\n    {use}\n}}\n",
        $"partial class C\n{{\n{changed}\n\n    {use.Replace("IOP301", "CS0762", StringComparison.Ordinal)}\n}}\n",
        iterations: iterations,
        lineBreak: lineBreak);
}
