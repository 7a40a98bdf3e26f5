using System.Net;

namespace TicketRag.StandIns.Qdrant;

/// <summary>Failures to come, in order. Health endpoints are spared.</summary>
internal sealed class QdrantFaults
{
    private readonly Lock _lock = new();
    private readonly Queue<Fault> _next = [];

    public void Add(Fault fault, int count)
    {
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
            {
                _next.Enqueue(fault);
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _next.Clear();
        }
    }

    public Fault? Take()
    {
        lock (_lock)
        {
            return _next.TryDequeue(out var fault) && fault != Fault.Spare ? fault : null;
        }
    }
}

/// <param name="Status">Null: the connection breaks in the middle of the answer.</param>
internal sealed record Fault(HttpStatusCode? Status, TimeSpan? RetryAfter = null)
{
    /// <summary>No fault at all: this request is answered.</summary>
    public static Fault Spare { get; } = new(HttpStatusCode.OK);
}
