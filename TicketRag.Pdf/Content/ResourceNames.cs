using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>
/// What the names in a content stream stand for (ISO 32000-2, 7.8.3). Forms that bring resources may still use those of their page: viewers allow it, so writers rely on it.
/// </summary>
internal sealed class ResourceNames(ObjectStore store)
{
    /// <summary>Of the stream that runs.</summary>
    public DictionaryObject Own { get; set; } = new();

    public DictionaryObject Page { get; set; } = new();

    public Value Find(string category, string? name) =>
        name is null ? Value.Null
        : Find(Own, category, name) is { IsNull: false } own ? own
        : Find(Page, category, name);

    private Value Find(DictionaryObject resources, string category, string name) =>
        store.Get(resources, category).Dictionary is { } entries ? store.Get(entries, name) : Value.Null;
}
