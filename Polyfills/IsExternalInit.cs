using Microsoft.CodeAnalysis;

namespace System.Runtime.CompilerServices;

/// <summary>Marks an <c>init</c> setter. The compiler adds this type to the setter's signature.</summary>
[Embedded]
internal static class IsExternalInit;
