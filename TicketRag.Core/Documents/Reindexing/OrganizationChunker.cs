using Microsoft.Extensions.Options;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>The chunker of the scope's organization: its own settings, or the installation's.</summary>
public sealed class OrganizationChunker(OrganizationIndexSettings settings, IOptions<ChunkingOptions> options)
{
    public async Task<ChunkingOptions> SettingsAsync(CancellationToken cancellationToken) =>
        await settings.GetAsync(cancellationToken) is { } own
            ? new() { MaxTokens = own.MaxTokens ?? options.Value.MaxTokens, OverlapTokens = own.OverlapTokens ?? options.Value.OverlapTokens }
            : options.Value;

    public async Task<Chunker> GetAsync(CancellationToken cancellationToken) => new(await SettingsAsync(cancellationToken));
}
