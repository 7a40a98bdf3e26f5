using TicketRag.Benchmarks.Pdf;

return args switch
{
    ["pdf", .. var rest] => PdfCommand.Measure(rest),
    ["pdf-fuzz", .. var rest] => PdfCommand.Fuzz(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("usage: TicketRag.Benchmarks <benchmark> [options]");
    return 1;
}
