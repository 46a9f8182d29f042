using IoPolicy.Corpus;

return await CorpusCommandLine.RunAsync(args).ConfigureAwait(false);
