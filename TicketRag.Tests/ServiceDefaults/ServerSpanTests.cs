using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Tests.ServiceDefaults;

public class ServerSpanTests
{
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Server_span_has_method_route_and_status()
    {
        var span = await ServerSpan("/tickets/7?customer=jane");

        Assert.Equal("GET /tickets/{id:int}", span.Name);
        Assert.Equal("GET", span.Attributes["http.request.method"]);
        Assert.Equal("/tickets/{id:int}", span.Attributes["http.route"]);
        Assert.Equal("/tickets/7", span.Attributes["url.path"]);
        Assert.Equal(200L, span.Attributes["http.response.status_code"]);
        Assert.Equal(OtlpStatusCode.Unset, span.StatusCode);
        Assert.DoesNotContain("error.type", span.Attributes.Keys);
        Assert.DoesNotContain(span.Attributes.Values, value => value is string text && text.Contains("jane", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Path_without_a_route_gives_no_name_of_its_own()
    {
        var span = await ServerSpan("/wp-admin/12345");

        Assert.Equal("GET", span.Name);
        Assert.Equal(404L, span.Attributes["http.response.status_code"]);
        Assert.Equal(OtlpStatusCode.Unset, span.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_error_marks_the_span()
    {
        var span = await ServerSpan("/refused");

        Assert.Equal(OtlpStatusCode.Error, span.StatusCode);
        Assert.Equal("503", span.Attributes["error.type"]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exception_marks_the_span_with_its_type_and_not_its_message(bool handled)
    {
        var span = await ServerSpan("/broken", builder =>
        {
            if (handled)
            {
                builder.Services.AddProblemDetails();
                builder.Services.AddTransient<IStartupFilter, ExceptionHandlerFilter>();
            }
        });

        Assert.Equal("GET /broken", span.Name);
        Assert.Equal(500L, span.Attributes["http.response.status_code"]);
        Assert.Equal(OtlpStatusCode.Error, span.StatusCode);
        Assert.Equal("System.InvalidOperationException", span.Attributes["error.type"]);
        Assert.DoesNotContain(span.Attributes.Values, value => value is string text && text.Contains("secret", StringComparison.Ordinal));
    }

    private async Task<OtlpSpan> ServerSpan(string path, Action<WebApplicationBuilder>? configure = null)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(OtlpSettings.For(collector), Cancellation, configure))
        {
            (await service.GetAsync(path, trace, Cancellation)).Dispose();
        }

        return Assert.Single(collector.Spans, span => span.IsOf(trace) && span.Kind == OtlpSpanKind.Server);
    }

    private sealed class ExceptionHandlerFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseExceptionHandler();
            next(app);
        };
    }
}
