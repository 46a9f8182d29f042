using System;
using System.IO;
using System.Threading.Tasks;
using IoPolicy;

namespace Oblivious
{
    /// <summary>Code as it was written before nullable annotations, in C# 9: both carriers, with results and options that may be null.</summary>
    public static partial class Store
    {
        /// <summary>The carrier that every language version has.</summary>
        [DropPagesAfterFullRead]
        public static partial string LoadPartial(FileStream file, string fallback = null);

        private static string LoadPartialCore(FileStream file, string fallback)
        {
            var payload = new byte[file.Length];
            file.ReadExactly(payload);
            return payload.Length > 0 ? Convert.ToBase64String(payload) : fallback;
        }

        /// <summary>The same, asynchronous.</summary>
        [DropPagesAfterFullRead]
        public static partial Task<byte[]> LoadAsync(FileStream file);

        private static async Task<byte[]> LoadCoreAsync(FileStream file)
        {
            var payload = new byte[file.Length];
            await file.ReadExactlyAsync(payload);
            return payload;
        }

#if !PARTIAL_ONLY
        /// <summary>An ordinary method, whose call below is intercepted where the language can.</summary>
        [DropPagesAfterFullRead]
        public static byte[] LoadOrdinary(FileStream file, string name = null)
        {
            var payload = new byte[file.Length];
            file.ReadExactly(payload);
            return name == null ? payload : null;
        }

        /// <summary>The call.</summary>
        public static byte[] Open(string path)
        {
            using (var file = File.OpenRead(path))
            {
                return LoadOrdinary(file);
            }
        }
#endif
    }
}
