namespace TicketRag.Pdf.Layout;

/// <summary>Placeholder of the composition of accents that were drawn apart from their letters.</summary>
internal static class AccentComposer
{
    public static string Compose(string text) => text;
}
