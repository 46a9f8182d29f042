using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Which platform features the code of a compilation may use. The version is that of the core library.</summary>
internal readonly struct TargetPlatform(Compilation compilation)
{
    private readonly int _version = MajorVersion(compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly);

    /// <summary><c>StackTraceHiddenAttribute</c> is public since .NET 6.</summary>
    internal bool HasStackTraceHidden => _version >= 6;

    /// <summary><c>UnsafeAccessorAttribute</c> exists since .NET 8.</summary>
    internal bool HasAccessors => _version >= 8;

    /// <summary>An accessor may have type parameters since .NET 9. In .NET 8, the runtime throws when it is called.</summary>
    internal bool HasGenericAccessors => _version >= 9;

    /// <summary>Gets the version of .NET. 0 for .NET Framework and .NET Standard, whose core libraries have other names.</summary>
    private static int MajorVersion(IAssemblySymbol? core) =>
        core is { Identity: { Name: "System.Runtime" or "System.Private.CoreLib" } identity } ? identity.Version.Major : 0;
}
