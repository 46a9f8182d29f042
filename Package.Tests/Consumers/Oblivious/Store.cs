using System;
using System.IO;
using System.Threading.Tasks;
using IoPolicy;

namespace Oblivious
{
    /// <summary>Code without nullable annotations, with results and parameters that may be null. Preprocessor symbols select the code for each language version.</summary>
    public static partial class Store
    {
#if !OLD_LANGUAGE
        /// <summary>A partial method with a result, which needs C# 9.</summary>
        [DropPagesAfterFullRead]
        public static partial string LoadPartial(FileStream file, string fallback = null);

        private static string LoadPartialCore(FileStream file, string fallback)
        {
            var payload = new byte[file.Length];
            file.ReadExactly(payload);
            return payload.Length > 0 ? Convert.ToBase64String(payload) : fallback;
        }

        /// <summary>An asynchronous partial method.</summary>
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
        /// <summary>A partial method of C# 3. If it has no implementation, the compiler removes its calls.</summary>
        [DropPagesAfterFullWrite]
        static partial void Save(FileStream file);

        private static void SaveCore(FileStream file) => file.WriteByte(1);
#endif

#if !PARTIAL_ONLY
        /// <summary>An ordinary method. The call below is intercepted if the language version supports interceptors.</summary>
        [DropPagesAfterFullRead]
        public static byte[] LoadOrdinary(FileStream file, string name = null)
        {
            var payload = new byte[file.Length];
            file.ReadExactly(payload);
            return name == null ? payload : null;
        }

        /// <summary>Calls the ordinary method.</summary>
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
