using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using TicketRag.Core.Connections;

namespace TicketRag.Core.Retrieval;

/// <summary>
/// Remembers for this process that the vector store fails, so that not every question waits to find it out again. Searches alone: a job has its own
/// patience.
/// </summary>
public sealed class StoreCircuit(IOptions<RetrievalOptions> options, TimeProvider time)
{
    private const int FailuresThatOpen = 3;

    private static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(20);

    private readonly ResiliencePipeline _circuit = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddCircuitBreaker(new()
        {
            ShouldHandle = new PredicateBuilder().Handle<DependencyUnavailableException>().Handle<TimeoutException>(),
            FailureRatio = 0.5,
            MinimumThroughput = FailuresThatOpen,
            SamplingDuration = FailureWindow,
            BreakDuration = options.Value.BreakDuration,
        })
        .Build();

    /// <exception cref="BrokenCircuitException">The store is left alone for now.</exception>
    /// <exception cref="TimeoutException">No answer within <see cref="RetrievalOptions.StoreTimeout"/>.</exception>
    public async Task<IReadOnlyList<ChunkHit>> SearchAsync(Func<CancellationToken, Task<IReadOnlyList<ChunkHit>>> search, CancellationToken cancellationToken) =>
        await _circuit.ExecuteAsync(async token => await search(token).WaitAsync(options.Value.StoreTimeout, time, token), cancellationToken);
}
