namespace TicketRag.Core.Persistence;

/// <summary>What a database that plans by statistics knows of its tables.</summary>
public interface IDatabaseStatistics
{
    /// <summary>Gathers them anew for tables that have at least doubled since; in no transaction. Cheap where none has.</summary>
    /// <returns>Those tables, by name.</returns>
    Task<IReadOnlyList<string>> RenewAsync(AppDb db, CancellationToken cancellationToken);
}
