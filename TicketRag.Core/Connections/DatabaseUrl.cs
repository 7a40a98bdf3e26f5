using Npgsql;

namespace TicketRag.Core.Connections;

/// <summary>Reads the URL forms of a database connection (<c>postgres://…</c>, <c>sqlite:///…</c>) beside the usual connection strings.</summary>
internal static class DatabaseUrl
{
    private const string SqliteScheme = "sqlite:///";

    /// <summary>A connection string as it is; a Postgres URL as one.</summary>
    public static string? ToConnectionString(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
        {
            return text;
        }

        var user = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null,
            Database = url.AbsolutePath.TrimStart('/'),
        }.ConnectionString;
    }

    /// <summary>The file of <c>sqlite:///relative</c>, <c>sqlite:////absolute</c> or <c>Data Source=file</c>; null for anything else.</summary>
    public static string? SqlitePath(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.StartsWith(SqliteScheme, StringComparison.OrdinalIgnoreCase))
        {
            return text[SqliteScheme.Length..];
        }

        return text.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)
            ? new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(text).DataSource
            : null;
    }
}
