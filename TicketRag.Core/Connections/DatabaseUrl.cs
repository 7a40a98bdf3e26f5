using Npgsql;

namespace TicketRag.Core.Connections;

/// <summary>Reads the URL forms of a database connection (<c>postgres://…</c>, <c>sqlite:///…</c>) beside the usual connection strings.</summary>
internal static class DatabaseUrl
{
    private const string SqliteScheme = "sqlite:///";

    /// <summary>
    /// A connection string as it is; a Postgres URL as one, with the parameters of its query, also where it names another language's driver
    /// (<c>postgresql+psycopg2://…</c>).
    /// </summary>
    /// <exception cref="DeploymentException">The URL has a parameter that Npgsql doesn't know. The message holds no secret.</exception>
    public static string? ToConnectionString(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme.Split('+')[0] is not ("postgres" or "postgresql"))
        {
            return text;
        }

        var user = url.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
        };
        foreach (var parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(connection, parameter.Split('=', 2));
        }

        return connection.ConnectionString;
    }

    // libpq writes names with underscores, Npgsql with spaces.
    private static void Add(NpgsqlConnectionStringBuilder connection, string[] parameter)
    {
        try
        {
            connection[parameter[0].Replace('_', ' ')] = Uri.UnescapeDataString(parameter.ElementAtOrDefault(1) ?? "");
        }
        catch (ArgumentException)
        {
            throw new DeploymentException($"The database's URL has a parameter that is not understood: {parameter[0]}.");
        }
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
