using IoPolicy.Benchmarks;

return await BenchmarkCommandLine.RunAsync(args).ConfigureAwait(false);
