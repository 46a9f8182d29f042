using System;
using System.IO;
using System.Threading.Tasks;
using IoPolicy;

namespace Oblivious
{
    /// <summary>Code as it was written before nullable annotations, in C# 9: both wrappers, with results and options that may be null.</summary>
    public static partial class Store
    {
#if !OLD_LANGUAGE
        /// <summary>The wrapper that every language version since C# 9 has.</summary>
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

#endif

#if OLD_LANGUAGE
        /// <summary>A partial method as C# 3 has it: without an implementation, the compiler removes its calls.</summary>
        [DropPagesAfterFullWrite]
        static partial void Save(FileStream file);

        private static void SaveCore(FileStream file) => file.WriteByte(1);
#endif

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
