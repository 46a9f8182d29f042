Console.WriteLine("kv");
