using KvCache;
using SharpFuzz;

// The readers take files, so one file is reused. It is in memory if there is such a file system.
var directory = Directory.CreateTempSubdirectory("kvc-fuzz-").FullName;
if (Directory.Exists("/dev/shm"))
{
    directory = Directory.CreateDirectory("/dev/shm/kvc-fuzz-" + Environment.ProcessId).FullName;
}

// The name of the seeds' text. No code of the instrumented assembly may run before the fuzzer has its map.
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
