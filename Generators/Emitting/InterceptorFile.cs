using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;

namespace IoPolicy.Generators.Emitting;

/// <summary>Writes the file with all interceptor wrappers.</summary>
internal static class InterceptorFile
{
    // File-local, because another generator in the project may declare the same attribute (CS0101, CS0436).
    private const string Attribute = """
        namespace System.Runtime.CompilerServices
        {
            [global::System.AttributeUsage(global::System.AttributeTargets.Method, AllowMultiple = true)]
            file sealed class InterceptsLocationAttribute : global::System.Attribute
            {
                public InterceptsLocationAttribute(int version, string data)
                {
                    _ = version;
                    _ = data;
                }
            }
        }
        """;

    internal static string Write(ImmutableArray<InterceptorModel> interceptors)
    {
        var writer = new CodeWriter();
        FileHeader.Write(writer, externAliases: []);
        writer.Lines(Attribute);

        writer.Line();
        using (writer.Block("namespace IoPolicy.Generated"))
        {
            var fields = new PolicyFields("file", PoliciesClass.NameOutside(interceptors.SelectMany(static interceptor => interceptor.Method.NamesInUse)), "The policies of the intercepted methods.");
            var accessors = new AccessorHolders();
            WriteInterceptors(writer, interceptors, fields, accessors);
            writer.Line();
            fields.Write(writer);
            accessors.Write(writer);
        }

        return writer.ToString();
    }

    private static void WriteInterceptors(
        CodeWriter writer, ImmutableArray<InterceptorModel> interceptors, PolicyFields fields, AccessorHolders accessors)
    {
        var names = new UniqueNames(["Interceptors"]);
        using (writer.Block("file static class Interceptors"))
        {
            for (var i = 0; i < interceptors.Length; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                var method = interceptors[i].Method;
                var places = interceptors[i].Locations.Items.Select(location =>
                    $"[global::System.Runtime.CompilerServices.InterceptsLocation({location.Version}, \"{location.Data}\")] // {location.Place}");
                method = method with { Attributes = new EquatableArray<string>([.. places, .. method.Attributes]) };
                WrapperWriter.Write(writer, method, fields, names.Reserve(method.Name), accessors);
            }
        }
    }
}
