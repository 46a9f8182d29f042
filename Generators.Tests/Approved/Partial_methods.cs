using Generators.Tests.Infrastructure;

namespace Generators.Tests.Approved;

/// <summary>What the partial carrier emits, as a person approved it.</summary>
public class Partial_methods
{
    [Fact]
    public void A_read_and_a_write() => GeneratorRun.Of("""
        namespace KvCache;

        public sealed record Session(byte[] Payload);

        public partial class Sessions
        {
            [DropPagesAfterFullRead(KeepPagesVariable = "DS4_KV_KEEP_PAGES", WindowBytes = 4_194_304)]
            public partial Session Load(FileStream file);

            private Session LoadCore(FileStream file)
            {
                var payload = new byte[file.Length];
                file.ReadExactly(payload);
                return new Session(payload);
            }

            [DropPagesAfterFullWrite(Durable = true)]
            public static partial void Save(Session session, Stream file);

            private static void SaveCore(Session session, Stream file) => file.Write(session.Payload);
        }
        """).IsApproved();
}
