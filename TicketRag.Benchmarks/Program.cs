Console.WriteLine("usage: TicketRag.Benchmarks <benchmark> [options]");
