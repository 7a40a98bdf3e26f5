using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TicketRag.ServiceDefaults;

namespace TicketRag.Tests.ServiceDefaults;

public class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Service_without_dependencies_is_healthy_and_alive()
    {
        await using var app = await StartAsync();

        var (status, body) = await Probe(app, "/health");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("healthy", body.GetProperty("status").GetString());
        var component = Assert.Single(body.GetProperty("components").EnumerateArray());
        Assert.Equal("self", component.GetProperty("name").GetString());
        Assert.Equal("healthy", component.GetProperty("status").GetString());
        Assert.True(component.GetProperty("duration_ms").GetDouble() >= 0);
        Assert.Equal(HttpStatusCode.OK, (await Probe(app, "/alive")).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task Degraded_dependency_is_named_with_200()
    {
        await using var app = await StartAsync(checks => checks.AddCheck("redis", () => HealthCheckResult.Degraded("not reachable; jobs wait")));

        var (status, body) = await Probe(app, "/health");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("degraded", body.GetProperty("status").GetString());
        Assert.Equal("not reachable; jobs wait", Component(body, "redis").GetProperty("description").GetString());
    }

    [Fact(Timeout = 30_000)]
    public async Task Unhealthy_dependency_is_503_for_health_and_nothing_to_alive()
    {
        await using var app = await StartAsync(checks => checks.AddCheck("database", () => HealthCheckResult.Unhealthy("no schema yet")));

        var (status, body) = await Probe(app, "/health");
        var (alive, aliveBody) = await Probe(app, "/alive");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", body.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, alive);
        Assert.Single(aliveBody.GetProperty("components").EnumerateArray());
    }

    [Fact(Timeout = 30_000)]
    public async Task Exception_of_a_check_stays_inside()
    {
        await using var app = await StartAsync(checks => checks
            .AddCheck("thrown", () => throw new InvalidOperationException("Password=hunter2"))
            .AddCheck("quoted", () => HealthCheckResult.Unhealthy("failed: Password=hunter2", new InvalidOperationException("Password=hunter2")))
            .AddCheck("spoken", () => HealthCheckResult.Unhealthy("does not answer", new InvalidOperationException("Password=hunter2"))));

        var (status, body) = await Probe(app, "/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.DoesNotContain("hunter2", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("does not answer", Component(body, "spoken").GetProperty("description").GetString());
    }

    [Theory(Timeout = 30_000)]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Probe_needs_no_credentials_in_production(string path)
    {
        await using var app = await StartAsync(services: services =>
        {
            services.AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, NobodyKnown>("none", null);
            services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        });

        using var client = app.GetTestClient();
        using var response = await client.GetAsync(path, Cancellation);
        using var other = await client.GetAsync("/tickets", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Fact(Timeout = 30_000)]
    public async Task Checks_run_at_most_once_a_second()
    {
        var clock = new TestClock();
        var runs = 0;
        await using var app = await StartAsync(
            checks => checks.AddCheck("database", () =>
            {
                Interlocked.Increment(ref runs);
                return HealthCheckResult.Healthy();
            }),
            services => services.AddSingleton<TimeProvider>(clock));

        await Probe(app, "/health");
        clock.Advance(TimeSpan.FromMilliseconds(999));
        await Probe(app, "/health");
        Assert.Equal(1, runs);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await Probe(app, "/health");
        Assert.Equal(2, runs);
    }

    [Fact(Timeout = 30_000)]
    public async Task Check_without_a_limit_gets_five_seconds()
    {
        await using var app = await StartAsync(checks => checks
            .AddCheck("patient", () => HealthCheckResult.Healthy())
            .AddCheck("quick", () => HealthCheckResult.Healthy(), timeout: TimeSpan.FromSeconds(1)));

        var checks = app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;

        Assert.Equal(TimeSpan.FromSeconds(5), checks.Single(check => check.Name == "patient").Timeout);
        Assert.Equal(TimeSpan.FromSeconds(1), checks.Single(check => check.Name == "quick").Timeout);
    }

    private static async Task<WebApplication> StartAsync(Action<IHealthChecksBuilder>? checks = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        services?.Invoke(builder.Services);
        builder.AddServiceDefaults();
        checks?.Invoke(builder.Services.AddHealthChecks());

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/tickets", () => "");
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Probe(WebApplication app, string path)
    {
        using var client = app.GetTestClient();
        using var response = await client.GetAsync(path, Cancellation);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return (response.StatusCode, body.RootElement.Clone());
    }

    private static JsonElement Component(JsonElement body, string name) =>
        body.GetProperty("components").EnumerateArray().Single(component => component.GetProperty("name").GetString() == name);
}
