using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;

namespace IoPolicy.Generators.Emitting;

/// <summary>The attribute that tells the compiler which call an interceptor replaces.</summary>
internal static class InterceptsLocation
{
    // File-local, because another generator in the project may declare the same attribute (CS0101, CS0436).
    internal const string Declaration = """
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

    /// <summary>Adds an attribute for each call, before the other attributes of the interceptor.</summary>
    internal static WrapperModel Mark(WrapperModel method, EquatableArray<LocationModel> locations)
    {
        var places = locations.Items.Select(static location =>
            $"[global::System.Runtime.CompilerServices.InterceptsLocation({location.Version}, \"{location.Data}\")] // {location.Place}");
        return method with { Attributes = new EquatableArray<string>([.. places, .. method.Attributes]) };
    }
}
