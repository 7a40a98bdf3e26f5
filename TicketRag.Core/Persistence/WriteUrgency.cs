namespace TicketRag.Core.Persistence;

public enum WriteUrgency
{
    /// <summary>Somebody waits for it, and what was committed survives a power cut.</summary>
    Request,

    /// <summary>
    /// A worker's. Where there is one writer at a time, requests go first; on SQLite its commit does not wait for the disk. It survives the
    /// process, but a power cut may take the last ones back: their jobs run again then.
    /// </summary>
    Background,

    /// <summary>A worker's note of how far it is. Its commit waits for no disk on either database: a crash of the server may take back the last ones, and nothing depends on them.</summary>
    Note,
}
