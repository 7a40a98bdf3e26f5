using Microsoft.Extensions.Configuration;

namespace TicketRag.Core.Connections;

/// <summary>
/// The environment variables of the systems that this one replaces, each the older name of one setting. A setting's own name wins.
/// </summary>
public static class SettingAliases
{
    /// <summary>Older name → setting; where several stand for one setting, the first that is set counts.</summary>
    public static IReadOnlyList<(string Alias, string Setting)> All { get; } =
    [
        ("RAG_ENABLED", "Rag:Enabled"),
        ("RAG_INDEX_ON_TICKET_CREATE", "Rag:IndexOnTicketCreate"),
        ("RAG_INDEX_ON_TICKET_RESOLVE", "Rag:IndexOnTicketResolve"),
        ("RAG_FILES_BASE_PATH", "Events:FilesBasePath"),
        ("RAG_TASK_QUEUE", "Events:Stream"),
        ("DATABASE_URL", "ConnectionStrings:ticketdb"),
        ("RAG_BROKER_URL", "ConnectionStrings:redis"),
        ("CELERY_BROKER_URL", "ConnectionStrings:redis"),
        ("REDIS_URL", "ConnectionStrings:redis"),
        ("EMBED_PROVIDER", "Models:EmbedProvider"),
        ("MAX_CONCURRENT_JOBS", "Jobs:MaxConcurrentJobs"),
        ("JOB_MAX_AGE_HOURS", "Jobs:Retention:MaxAgeHours"),
        ("JOB_MAX_JOBS", "Jobs:Retention:MaxJobs"),
    ];

    /// <summary>Call last: it reads what the other sources say.</summary>
    public static void AddSettingAliases(this IConfigurationManager configuration)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (alias, setting) in All)
        {
            if (configuration[alias] is { Length: > 0 } value && string.IsNullOrEmpty(configuration[setting]))
            {
                values.TryAdd(setting, value);
            }
        }

        configuration.AddInMemoryCollection(values);
    }
}
