namespace IoPolicy.Generators.Naming;

/// <summary>Gives names that differ from those in use and from each other: the wanted one, or else with a number after it.</summary>
internal sealed class UniqueNames(IEnumerable<string> inUse)
{
    private readonly HashSet<string> _taken = new(inUse, StringComparer.Ordinal);

    public string Take(string wanted)
    {
        var name = wanted;
        for (var number = 2; !_taken.Add(name); number++)
        {
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }
}
