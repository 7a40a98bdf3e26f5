using System.Net.Sockets;
using System.Text;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Sends what no client would send.</summary>
internal static class RawHttp
{
    /// <summary>Writes the request as it is, closes its side where a body follows the headers, and returns the server's last word.</summary>
    public static async Task<string> SendAsync(Uri server, string request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), cancellationToken);
        if (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (IOException gone) when (gone.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // A server may cut the line of a client that cheats: that is its answer, then.
            return "";
        }
    }
}
