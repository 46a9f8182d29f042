using System.IO.Compression;
using Mono.Cecil;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// The netstandard2.0 assembly (the facade) has each public member of the net10.0 assembly that netstandard2.0 can express. The package
/// validation in the build checks the opposite direction.
/// </summary>
public sealed class FacadeTests(PackageFixture package)
{
    /// <summary>Types that netstandard2.0 lacks. A member with such a type in its signature cannot be in the facade.</summary>
    private static readonly string[] Newer =
    [
        "System.Collections.Generic.IAsyncEnumerable`1",
        "System.IAsyncDisposable",
        "System.IO.UnixFileMode",
        "System.Memory`1",
        "System.ReadOnlyMemory`1",
        "System.ReadOnlySpan`1",
        "System.Runtime.CompilerServices.IsExternalInit",
        "System.Span`1",
        "System.Threading.Tasks.ValueTask",
        "System.Threading.Tasks.ValueTask`1",
    ];

    /// <summary>Types that the facade omits. Each read and write of <c>DropBehindFile</c> has a newer type in its signature.</summary>
    private static readonly string[] Excluded = ["IoPolicy.DropBehindFile"];

    [Fact]
    public void The_facade_has_each_member_that_netstandard20_can_express()
    {
        using var real = Read("lib/net10.0/IoPolicy.dll");
        using var facade = Read("lib/netstandard2.0/IoPolicy.dll");
        var present = facade.Types.SelectMany(Members).ToHashSet(StringComparer.Ordinal);
        var expressible = real.Types.Where(static type => !Excluded.Contains(type.FullName)).SelectMany(Members).ToList();
        Assert.True(expressible.Count > 100, "The real assembly has no public members.");
        Assert.Empty(expressible.Except(present));
    }

    [Fact]
    public void The_identity_is_that_of_the_real_assembly()
    {
        using var real = Read("lib/net10.0/IoPolicy.dll");
        using var older = Read("lib/net8.0/IoPolicy.dll");
        using var facade = Read("lib/netstandard2.0/IoPolicy.dll");
        Assert.Equal(real.Assembly.FullName, older.Assembly.FullName);
        Assert.Equal(real.Assembly.FullName, facade.Assembly.FullName);
        Assert.Equal("netstandard", Assert.Single(facade.AssemblyReferences).Name);
    }

    private ModuleDefinition Read(string entry)
    {
        var image = new MemoryStream();
        using (var archive = ZipFile.OpenRead(package.PackagePath))
        using (var stream = archive.GetEntry(entry)!.Open())
        {
            stream.CopyTo(image);
        }

        image.Position = 0;
        return ModuleDefinition.ReadModule(image);
    }

    /// <summary>
    /// Gets the names of a type, of its public methods except overrides, and of its public fields. Overrides are left out, because the compiler
    /// binds their callers to the base declaration.
    /// </summary>
    private static IEnumerable<string> Members(TypeDefinition type) => !type.IsPublic
        ? []
        :
        [
            type.FullName,
            .. from method in type.Methods
               where method.IsPublic && (method.IsNewSlot || !method.IsVirtual)
               where !method.Parameters.Select(static parameter => parameter.ParameterType).Append(method.ReturnType).Any(IsNewer)
               select method.FullName,
            .. type.Fields.Where(static field => field.IsPublic && !IsNewer(field.FieldType)).Select(static field => field.FullName),
        ];

    private static bool IsNewer(TypeReference type) => type switch
    {
        IModifierType modified => IsNewer(modified.ModifierType) || IsNewer(modified.ElementType),
        GenericInstanceType generic => IsNewer(generic.ElementType) || generic.GenericArguments.Any(IsNewer),
        TypeSpecification specification => IsNewer(specification.ElementType),
        _ => Newer.Contains(type.FullName),
    };
}
