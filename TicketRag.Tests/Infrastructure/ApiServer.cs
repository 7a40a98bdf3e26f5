using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TicketRag.Api;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Tests.Infrastructure;

/// <summary>The real Api with its worker, on a real port and a data folder of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string OperatorKey = "operator-of-the-tests";

    private static int _organizations;

    private readonly Factory _factory;
    private readonly HttpClient _http;

    private ApiServer(Factory factory)
    {
        _factory = factory;
        factory.UseKestrel(0);
        factory.StartServer();
        _http = new() { BaseAddress = factory.ClientOptions.BaseAddress };
    }

    public IServiceProvider Services => _factory.Services;

    public IReadOnlyCollection<LogLine> Logs => _factory.Logs.All;

    public Uri Address => _http.BaseAddress!;

    /// <summary>Without a credential.</summary>
    public ApiClient Anonymous => new(_http);

    public ApiClient Operator => new(_http, ("x-admin-key", OperatorKey));

    /// <param name="settings">What the environment would say.</param>
    /// <param name="services">Replaces services at the edges.</param>
    public static ApiServer Start(string environment, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var all = new Dictionary<string, string?> { ["Access:OperatorKey"] = OperatorKey };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
        {
            all[name] = value;
        }

        return new(new(environment, all, services));
    }

    public ApiClient As(params (string Name, string Value)[] headers) => new(_http, headers);

    /// <summary>An organization that no other test has.</summary>
    public async Task<TestOrganization> NewOrganizationAsync()
    {
        var slug = $"test-{Interlocked.Increment(ref _organizations)}";
        var created = (await Operator.PostAsync("/api/v1/organizations", new { slug, name = "Made by a test" })).Expect(HttpStatusCode.Created);
        return new(this, new(created.GetProperty("id").GetGuid()), slug, created.GetProperty("admin_key").GetProperty("secret").GetString()!);
    }

    /// <summary>A scope that works for an organization, to look behind the routes.</summary>
    public AsyncServiceScope ScopeOf(OrganizationId organization)
    {
        var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        return scope;
    }

    /// <summary>Waits for a job's end.</summary>
    public async Task<Job> EndOfAsync(OrganizationId organization, Guid job)
    {
        await using var scope = ScopeOf(organization);
        return await scope.ServiceProvider.GetRequiredService<JobWaiter>().WaitAsync(job, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)
            ?? throw new TimeoutException($"Job {job} has not ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _factory.DisposeAsync();
        _factory.Data.Delete(recursive: true);
    }

    private sealed class Factory(string environment, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? services)
        : WebApplicationFactory<ApiHost>
    {
        public DirectoryInfo Data { get; } = Directory.CreateTempSubdirectory("ticketrag-tests-");

        public LogLines Logs { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment);
            builder.UseSetting("Data:Folder", Data.FullName);
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs));
            builder.ConfigureTestServices(collection => services?.Invoke(collection));
        }
    }
}
