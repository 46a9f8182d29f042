using IoPolicy.RealCode;

return await RealCodeCommandLine.RunAsync(args).ConfigureAwait(false);
