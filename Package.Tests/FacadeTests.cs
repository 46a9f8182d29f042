using System.IO.Compression;
using Mono.Cecil;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// The netstandard2.0 assembly has each public member of the real one that netstandard2.0 can express. The package validation of
/// the build checks the opposite direction.
/// </summary>
public sealed class FacadeTests(PackageFixture package)
{
    /// <summary>Types that netstandard2.0 lacks. A member with one in its signature cannot be in the facade.</summary>
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

    /// <summary>Each read and write of <c>DropBehindFile</c> has a newer type in its signature.</summary>
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

    /// <summary>The type, its public methods without overrides, and its public fields. Callers bind an override to the base declaration.</summary>
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
