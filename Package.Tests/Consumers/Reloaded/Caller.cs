internal static class Caller
{
    public static string Call(FileStream file) => Loader.LoadOrdinary(file) + ", caller one";
}
