using IoPolicy.Generators.Models;

namespace IoPolicy.Generators.Gathering;

/// <summary>What names a file in emitted code, or what is passed to the accessor that reaches it.</summary>
internal sealed record FileReach(string Expression, AccessorModel? Accessor);
