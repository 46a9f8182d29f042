using Library;

// App MEMBER FILE: calls a member of the library with the file, then prints the version of .NET.
var path = args[1];
var payload = new byte[4 << 20];
switch (args[0])
{
    case "Load":
        using (var file = File.OpenRead(path))
        {
            Archive.Load(file);
        }

        break;
    case "LoadAsync":
        using (var file = File.OpenRead(path))
        {
            await Archive.LoadAsync(file, CancellationToken.None);
        }

        break;
    case "Save":
        using (var file = File.Create(path))
        {
            Archive.Save(file, payload);
        }

        break;
    case "SaveAsync":
        using (var file = File.Create(path))
        {
            await Archive.SaveAsync(file, payload);
        }

        break;
    case "LoadOrdinary":
        using (var file = File.OpenRead(path))
        {
            Archive.LoadOrdinary(file);
        }

        break;
    case "Open":
        Archive.Open(path);
        break;
    case "WriteAsync":
        await Archive.WriteAsync(path, payload);
        break;
    default:
        await Shapes.RunAsync(args[0], path);
        break;
}

Console.WriteLine(Environment.Version);
