namespace TicketRag.StandIns.Ollama;

/// <summary>What goes wrong on request. Each counts down: afterwards the server is as before.</summary>
public sealed class OllamaFaults
{
    private readonly Lock gate = new();
    private readonly Queue<OllamaFault> answers = new();
    private readonly Queue<OllamaFault> streams = new();

    /// <summary>The next requests to a model are refused because too many wait.</summary>
    public void QueueFull(int times = 1, TimeSpan? retryAfter = null) =>
        Refuse(503, "server busy, please try again.  maximum pending requests exceeded", times, retryAfter);

    /// <summary>The next requests to a model get this status and error.</summary>
    public void Refuse(int status, string error, int times = 1, TimeSpan? retryAfter = null) =>
        Add(answers, new OllamaFault.Refusal(status, error, retryAfter), times);

    /// <summary>The next request to a model gets this text as its 200 answer.</summary>
    public void AnswerWith(string body) => Add(answers, new OllamaFault.Answer(body), 1);

    /// <summary>The next request to a model waits, before anything is answered, until released or left.</summary>
    public OllamaHold Hold() => Add(answers, new OllamaFault.Wait(new()), 1).Hold;

    /// <summary>The next requests to a model are answered this much later.</summary>
    public void Delay(TimeSpan delay, TimeProvider time, int times = 1) => Add(answers, new OllamaFault.Late(delay, time), times);

    /// <summary>The next stream ends with an error line after its first line.</summary>
    public void FailMidStream(string error = "an error was encountered while running the model: unexpected EOF") =>
        Add(streams, new OllamaFault.ErrorLine(error), 1);

    /// <summary>The next stream's connection breaks after its first line.</summary>
    public void CutStream() => Add(streams, new OllamaFault.Cut(), 1);

    /// <summary>The next stream ends after its first line as if it were complete.</summary>
    public void EndStreamEarly() => Add(streams, new OllamaFault.End(), 1);

    /// <summary>The next stream waits after its first line until released or left.</summary>
    public OllamaHold HoldMidStream() => Add(streams, new OllamaFault.Wait(new()), 1).Hold;

    /// <summary>Nothing goes wrong from here on.</summary>
    public void Forget()
    {
        lock (gate)
        {
            answers.Clear();
            streams.Clear();
        }
    }

    internal OllamaFault? NextForAnswer() => Take(answers);

    internal OllamaFault? NextForStream() => Take(streams);

    private TFault Add<TFault>(Queue<OllamaFault> queue, TFault fault, int times)
        where TFault : OllamaFault
    {
        lock (gate)
        {
            for (var i = 0; i < times; i++)
            {
                queue.Enqueue(fault);
            }
        }

        return fault;
    }

    private OllamaFault? Take(Queue<OllamaFault> queue)
    {
        lock (gate)
        {
            return queue.TryDequeue(out var fault) ? fault : null;
        }
    }
}
