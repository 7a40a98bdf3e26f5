using System.Net;
using System.Threading.Channels;

namespace TicketRag.Tests.ServiceDefaults;

/// <summary>The network's end of a client: answers as told and remembers what it was asked.</summary>
internal sealed class ScriptedServer(Func<int, HttpResponseMessage?> answer) : HttpMessageHandler
{
    private readonly Channel<ReceivedRequest> received = Channel.CreateUnbounded<ReceivedRequest>();
    private int count;

    public int Count => count;

    /// <summary>Always the same status.</summary>
    public static ScriptedServer Always(HttpStatusCode status) => new(_ => new(status));

    /// <summary>The next request, once it has come.</summary>
    public ValueTask<ReceivedRequest> NextAsync(CancellationToken cancellationToken) => received.Reader.ReadAsync(cancellationToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var number = Interlocked.Increment(ref count);
        await received.Writer.WriteAsync(new(request.Method, request.RequestUri!, body), cancellationToken);

        // No answer means silence, until the caller gives up.
        var never = new TaskCompletionSource<HttpResponseMessage>();
        return answer(number) ?? await never.Task.WaitAsync(cancellationToken);
    }
}

internal sealed record ReceivedRequest(HttpMethod Method, Uri Uri, string Body);
