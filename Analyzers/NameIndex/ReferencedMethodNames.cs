using System.Reflection.Metadata;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// The names of the annotated methods in one reference. For an assembly file, they come from the metadata tables, and no symbol is created.
/// An assembly that does not itself refer to IoPolicy costs one scan of its list of references.
/// </summary>
internal static class ReferencedMethodNames
{
    internal static EquatableArray<string> Names(MetadataReference reference, CancellationToken cancellation)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        switch (reference)
        {
            case PortableExecutableReference file when file.GetMetadata() is AssemblyMetadata assembly:
                foreach (var module in assembly.GetModules())
                {
                    cancellation.ThrowIfCancellationRequested();
                    AddNames(module.GetMetadataReader(), names);
                }

                break;

            // A project of the same IDE session or test is no assembly file, so its symbols are searched.
            case CompilationReference { Compilation: var compilation } when RefersToIoPolicy(compilation):
                AddNames(compilation.Assembly.GlobalNamespace, names, cancellation);
                break;
        }

        return new EquatableArray<string>([.. names]);
    }

    private static void AddNames(MetadataReader reader, SortedSet<string> names)
    {
        if (!reader.AssemblyReferences.Any(handle => reader.StringComparer.Equals(reader.GetAssemblyReference(handle).Name, PolicyNames.Namespace)))
        {
            return;
        }

        foreach (var handle in reader.CustomAttributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Parent.Kind == HandleKind.MethodDefinition
                && TypeOf(reader, attribute) is var (@namespace, name)
                && PolicyNames.KindOf(@namespace + "." + name) is not null)
            {
                names.Add(reader.GetString(reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Parent).Name));
            }
        }
    }

    private static (string Namespace, string Name)? TypeOf(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        var type = reader.GetTypeReference((TypeReferenceHandle)parent);
        return reader.StringComparer.Equals(type.Namespace, PolicyNames.Namespace)
            ? (PolicyNames.Namespace, reader.GetString(type.Name))
            : null;
    }

    private static bool RefersToIoPolicy(Compilation compilation) =>
        compilation.ReferencedAssemblyNames.Any(name => name.Name == PolicyNames.Namespace);

    private static void AddNames(INamespaceOrTypeSymbol container, SortedSet<string> names, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var member in container.GetMembers())
        {
            switch (member)
            {
                case INamespaceOrTypeSymbol inner:
                    AddNames(inner, names, cancellation);
                    break;
                case IMethodSymbol method when !PolicyReader.Read(method).IsEmpty:
                    names.Add(method.Name);
                    break;
            }
        }
    }
}
