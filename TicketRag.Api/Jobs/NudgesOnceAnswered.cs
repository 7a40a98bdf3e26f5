using System.Collections.Concurrent;
using TicketRag.Api.Startup;
using TicketRag.Core.Jobs;

namespace TicketRag.Api.Jobs;

/// <summary>
/// Holds what a request's jobs would wake until the request is answered: the worker that wakes takes the processor from whoever shares the machine with it. A request
/// that waits for its job lets go of them first (<see cref="LetGo"/>). Outside a request nothing is held.
/// </summary>
internal sealed class NudgesOnceAnswered(IJobNudges nudges, IHttpContextAccessor requests) : IJobNudges
{
    public void Send(JobPriority priority)
    {
        if (requests.HttpContext is { } request)
        {
            HeldBy(request).Add(priority);
        }
        else
        {
            nudges.Send(priority);
        }
    }

    public Task WaitAsync(JobPriority lowest, TimeSpan timeout, CancellationToken cancellationToken) => nudges.WaitAsync(lowest, timeout, cancellationToken);

    /// <summary>Sends what the present request holds.</summary>
    public void LetGo() => requests.HttpContext?.Features.Get<Held>()?.Send();

    private Held HeldBy(HttpContext request)
    {
        if (request.Features.Get<Held>() is { } known)
        {
            return known;
        }

        var held = new Held(nudges);
        request.Features.Set(held);
        request.Response.OnAnswered(held.Send);
        return held;
    }

    private sealed class Held(IJobNudges nudges)
    {
        private readonly ConcurrentQueue<JobPriority> _priorities = new();

        public void Add(JobPriority priority) => _priorities.Enqueue(priority);

        public void Send()
        {
            while (_priorities.TryDequeue(out var priority))
            {
                nudges.Send(priority);
            }
        }
    }
}

internal static class NudgeRegistration
{
    public static IServiceCollection HoldNudgesUntilAnswered(this IServiceCollection services)
    {
        var direct = services.Single(service => service.ServiceType == typeof(IJobNudges));
        services.Remove(direct);
        services.AddSingleton(provider => new NudgesOnceAnswered(
            (IJobNudges)direct.ImplementationFactory!(provider), provider.GetRequiredService<IHttpContextAccessor>()));
        return services.AddSingleton<IJobNudges>(provider => provider.GetRequiredService<NudgesOnceAnswered>());
    }
}
