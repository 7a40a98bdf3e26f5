using Microsoft.Extensions.DependencyInjection;

namespace TicketRag.Core.Persistence;

/// <summary>
/// A context that a loop uses for one thing after the other, never two at once: making one takes longer than a short statement. What fails takes its context with it.
/// For statements that track nothing.
/// </summary>
public sealed class HeldDb(IServiceScopeFactory scopes) : IDisposable
{
    private IServiceScope? _scope;

    public async Task<T> UseAsync<T>(Func<AppDb, Task<T>> use)
    {
        _scope ??= scopes.CreateScope();
        try
        {
            return await use(_scope.ServiceProvider.GetRequiredService<AppDb>());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _scope?.Dispose();
        _scope = null;
    }
}
