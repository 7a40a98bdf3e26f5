using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Persistence.Sqlite;

public sealed class SqliteDialectTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly SqliteDialect _dialect;
    private readonly List<string> _order = [];

    public SqliteDialectTests() => _dialect = new(_clock);

    [Fact]
    public async Task Requests_write_before_workers_that_came_first()
    {
        var held = await TurnAsync(WriteUrgency.Request);
        var waiting = new[] { Queue("worker 1", WriteUrgency.Background), Queue("worker 2", WriteUrgency.Background), Queue("request", WriteUrgency.Request) };

        held.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(["request", "worker 1", "worker 2"], _order);
    }

    [Fact]
    public async Task Workers_get_a_turn_among_ever_more_requests()
    {
        var held = await TurnAsync(WriteUrgency.Request);
        var waiting = Enumerable.Range(0, 20).Select(i => Queue($"request {i}", WriteUrgency.Request)).Prepend(Queue("worker", WriteUrgency.Background)).ToArray();

        held.Dispose();
        await Task.WhenAll(waiting);

        Assert.InRange(_order.IndexOf("worker"), 1, 10);
    }

    [Fact]
    public async Task A_turn_that_was_given_up_goes_to_the_next()
    {
        var held = await TurnAsync(WriteUrgency.Request);
        using var impatience = new CancellationTokenSource();
        var givenUp = _dialect.WaitForTurnToWriteAsync(WriteUrgency.Request, impatience.Token).AsTask();
        var next = Queue("next", WriteUrgency.Request);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        held.Dispose();
        await next;

        Assert.Equal(["next"], _order);
    }

    [Fact]
    public async Task A_turn_ends_once_however_often_it_is_disposed()
    {
        var first = await TurnAsync(WriteUrgency.Request);
        first.Dispose();
        var second = await TurnAsync(WriteUrgency.Background);
        first.Dispose();

        Assert.False(_dialect.WaitForTurnToWriteAsync(WriteUrgency.Request, TestContext.Current.CancellationToken).IsCompleted);
        second.Dispose();
    }

    [Fact]
    public async Task Workers_stand_back_for_a_request_that_has_come_in_but_has_not_written_yet()
    {
        var held = await TurnAsync(WriteUrgency.Background);
        var worker = Queue("worker", WriteUrgency.Background);
        var expected = _dialect.ExpectWrite();
        held.Dispose();
        var late = Queue("late worker", WriteUrgency.Background);
        Assert.Empty(_order);

        await Queue("request", WriteUrgency.Request);
        expected.Dispose();
        await Task.WhenAll(worker, late);

        Assert.Equal(["request", "worker", "late worker"], _order);
    }

    [Fact]
    public async Task Workers_stand_back_until_a_request_that_has_written_is_answered()
    {
        var other = _dialect.ExpectWrite();
        var expected = _dialect.ExpectWrite();
        await Queue("request", WriteUrgency.Request);
        var worker = Queue("worker", WriteUrgency.Background);

        other.Dispose();
        other.Dispose();
        await Queue("second request", WriteUrgency.Request);
        expected.Dispose();

        await worker;
        Assert.Equal(["request", "second request", "worker"], _order);
    }

    [Fact]
    public async Task Workers_do_not_wait_for_an_answer_that_takes_its_time()
    {
        _dialect.ExpectWrite();
        _clock.Advance(TimeSpan.FromMilliseconds(4));
        await Queue("request", WriteUrgency.Request);
        var worker = Queue("worker", WriteUrgency.Background);
        _clock.Advance(TimeSpan.FromMilliseconds(4));
        await Queue("second request", WriteUrgency.Request);

        _clock.Advance(TimeSpan.FromMilliseconds(5));

        await worker;
        Assert.Equal(["request", "second request", "worker"], _order);
    }

    [Fact]
    public async Task Workers_do_not_wait_for_a_request_that_takes_its_time()
    {
        _dialect.ExpectWrite();
        var worker = Queue("worker", WriteUrgency.Background);
        Assert.False(worker.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(5));

        await worker;
    }

    [Fact]
    public async Task Requests_that_never_come_to_their_write_do_not_keep_workers_waiting_for_ever()
    {
        var worker = Task.CompletedTask;
        for (var i = 0; i < 20 && (i == 0 || !worker.IsCompleted); i++)
        {
            _dialect.ExpectWrite();
            worker = i == 0 ? Queue("worker", WriteUrgency.Background) : worker;
            _clock.Advance(TimeSpan.FromMilliseconds(4));
        }

        await worker;
    }

    private async Task<IDisposable> TurnAsync(WriteUrgency urgency) =>
        (await _dialect.WaitForTurnToWriteAsync(urgency, TestContext.Current.CancellationToken))!;

    // In line when this returns.
    private async Task Queue(string name, WriteUrgency urgency)
    {
        using var turn = await TurnAsync(urgency);
        _order.Add(name);
    }
}
