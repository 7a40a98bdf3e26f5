using System.Data.Common;

namespace TicketRag.Core.Persistence;

/// <summary>Asks the database one thing with nothing but a connection: EF Core builds its model first, and that would be a third of a start.</summary>
public sealed class DatabaseProbe(Func<DbConnection> connect)
{
    /// <summary>Whether the statement counts more than zero; <paramref name="value"/> is its <c>@value</c>.</summary>
    /// <exception cref="DbException">The database can't be asked.</exception>
    public async Task<bool> AnyAsync(string counting, string? value, CancellationToken cancellationToken)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = counting;
        if (value is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("value", value);
            command.Parameters.Add(parameter);
        }

        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), null) > 0;
    }
}
