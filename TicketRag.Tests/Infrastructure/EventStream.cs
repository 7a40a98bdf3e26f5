using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace TicketRag.Tests.Infrastructure;

/// <summary>A stream of server-sent events as a client reads it.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly TeeStream _bytes;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private EventStream(HttpResponseMessage response, Stream bytes)
    {
        _response = response;
        _bytes = new(bytes);
        _items = SseParser.Create(_bytes).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
    }

    /// <summary>Everything that came, comments included.</summary>
    public string Text => _bytes.Text;

    public string? LastEventId { get; private set; }

    public static async Task<EventStream> OpenAsync(ApiClient client, string path, string? lastEventId = null)
    {
        var response = await client.OpenAsync(path, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next event; null at the stream's end.</summary>
    public async Task<ReceivedEvent?> NextAsync()
    {
        if (!await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken))
        {
            return null;
        }

        LastEventId = _items.Current.EventId ?? LastEventId;
        return new(_items.Current.EventType, _items.Current.EventId, JsonDocument.Parse(_items.Current.Data).RootElement);
    }

    /// <summary>Reads on to the first event that is wanted.</summary>
    public async Task<ReceivedEvent> UntilAsync(Func<ReceivedEvent, bool> isWanted)
    {
        while (await NextAsync() is { } next)
        {
            if (isWanted(next))
            {
                return next;
            }
        }

        throw new InvalidOperationException($"The stream ended without the event:\n{Text}");
    }

    public async Task<List<ReceivedEvent>> ToEndAsync()
    {
        var all = new List<ReceivedEvent>();
        while (await NextAsync() is { } next)
        {
            all.Add(next);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _bytes.DisposeAsync();
        _response.Dispose();
    }

    private sealed class TeeStream(Stream inner) : Stream
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _text.Append(Encoding.UTF8.GetString(buffer.Span[..read]));
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}

internal sealed record ReceivedEvent(string Type, string? Id, JsonElement Data)
{
    public bool IsJob(Guid id, string? status = null) =>
        Type == "job" && Data.GetProperty("job_id").GetGuid() == id && (status is null || Data.Text("status") == status);
}
