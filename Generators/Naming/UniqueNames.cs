namespace IoPolicy.Generators.Naming;

/// <summary>Reserves names that differ from the names in use and from each other. A number is added to a name in use.</summary>
internal sealed class UniqueNames(IEnumerable<string> inUse)
{
    private readonly HashSet<string> _reserved = new(inUse, StringComparer.Ordinal);

    public string Reserve(string name)
    {
        var unique = name;
        for (var number = 2; !_reserved.Add(unique); number++)
        {
            unique = name + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return unique;
    }
}
