namespace TicketRag.Api.Startup;

/// <summary>What is left for after the answer, so that it does not take the processor from it.</summary>
internal static class AnsweredRequests
{
    /// <summary>
    /// Once the answer is with the system. The server leaves the sending to the pool's common queue and says that the answer is completed at once; what such an event starts would
    /// come first, from the thread's own queue. So this goes to the common one, too, behind it.
    /// </summary>
    public static void OnAnswered(this HttpResponse response, Action action) => response.OnCompleted(() =>
    {
        ThreadPool.UnsafeQueueUserWorkItem(act => act(), action, preferLocal: false);
        return Task.CompletedTask;
    });
}
