using System.Data;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Organizations;

/// <summary>Gives out numbers within a transaction: the row stays locked until it ends, so take one as late as you can.</summary>
public static class Numbers
{
    public const string Tickets = "tickets";
    public const string Articles = "articles";
    public const string Assets = "assets";
    public const string Organizations = "organizations";

    public static Task<long> NextAsync(WriteScope write, OrganizationId organization, string name, CancellationToken cancellationToken) =>
        Next(organization, name).ExecuteAsync(write.Db, cancellationToken);

    internal static SqlStatement<long> Next(OrganizationId organization, string name) => new(
        """
        INSERT INTO counters (organization_id, name, value) VALUES (@organization, @name, 1)
        ON CONFLICT (organization_id, name) DO UPDATE SET value = counters.value + 1
        RETURNING value
        """,
        [new("organization", DbType.Guid, organization.Value), new("name", DbType.String, name)],
        async (reader, cancellationToken) => await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : throw new DataException("A counter gave no number."));

    /// <summary>A row came in with a number of its own: the counter goes on after it.</summary>
    public static Task AdvanceAsync(WriteScope write, OrganizationId organization, string name, long number, CancellationToken cancellationToken) =>
        write.Db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO counters (organization_id, name, value) VALUES ({organization.Value}, {name}, {number})
            ON CONFLICT (organization_id, name) DO UPDATE SET value = CASE WHEN counters.value < excluded.value THEN excluded.value ELSE counters.value END
            """, cancellationToken);
}
