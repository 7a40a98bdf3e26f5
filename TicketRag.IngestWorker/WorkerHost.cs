namespace TicketRag.IngestWorker;

/// <summary>Marks this assembly's host: a test project that references two has two types named Program.</summary>
public sealed class WorkerHost;
