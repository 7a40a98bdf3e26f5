using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace TicketRag.Api.Startup;

/// <summary>In Development: where it listens, and three lines that show what it does.</summary>
internal static class FirstSteps
{
    public static void PrintFirstSteps(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            Console.WriteLine(
                $$"""

                TicketRag listens at {{url}}. Open a ticket, read its suggested solution, search:

                  curl -s {{url}}/api/v1/tickets -H 'x-api-key: test-key' -H 'Content-Type: application/json' -d '{"title":"Clock shows E-108 after the weekend","description":"Since Monday the clock in the shop says E-108 certificate not yet valid. We had no power over the weekend."}'
                  curl -s {{url}}/api/v1/tickets/NUMBER/solution -H 'x-api-key: test-key'
                  curl -s {{url}}/rag/retrieve -H 'x-api-key: test-key' -H 'Content-Type: application/json' -d '{"query":"badge is not read by the new clock","top_k":3}'

                NUMBER is the "number" of the first answer.

                """);
        });
    }
}
