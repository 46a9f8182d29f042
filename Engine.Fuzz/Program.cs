using KvCache;
using SharpFuzz;

// The engine's readers need a file, so each input is written to the same file. The file is in memory if /dev/shm exists.
var directory = Directory.CreateTempSubdirectory("kvc-fuzz-").FullName;
if (Directory.Exists("/dev/shm"))
{
    directory = Directory.CreateDirectory("/dev/shm/kvc-fuzz-" + Environment.ProcessId).FullName;
}

// The SHA-1 of the text in the seed files. It is a constant, because no code of the instrumented assembly may run before
// Fuzzer.Run has mapped the memory in which that code counts its branches.
var path = Path.Combine(directory, "7081f2babbafff16b4bae16282859c844baa14ef.kv");
using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

Fuzzer.Run(input =>
{
    file.SetLength(0);
    file.Position = 0;
    input.CopyTo(file);

    var entry = DirectoryScan.Entries(directory).SingleOrDefault();
    var verification = KvcVerifier.Verify(path, new KvcVerifyOptions { ReadsPayload = true });
    if (entry != verification.Entry)
    {
        throw new InvalidOperationException("The scan and the verification do not agree.");
    }

    foreach (var checks in Enum.GetValues<PayloadChecks>())
    {
        try
        {
            KvcReader.Load(file, new KvcLoad { Path = path, Checks = checks, Tools = new ToolMemory() });
        }
        catch (KvcFormatException)
        {
            // The only exception that a reader may throw.
        }
    }
});
