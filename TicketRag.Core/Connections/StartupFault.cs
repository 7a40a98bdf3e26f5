using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Connections;

/// <summary>What keeps a host from starting, when it is the settings: one line, because a stack trace would hide it.</summary>
public static class StartupFault
{
    /// <returns>Null for what is no fault of the settings; that belongs to be seen with its stack trace.</returns>
    public static string? Reason(Exception exception) => exception switch
    {
        DeploymentException or FormatException => exception.Message,
        OptionsValidationException invalid => $"{Section(invalid.OptionsType)}: {string.Join(" ", invalid.Failures)}",
        AggregateException several when several.InnerExceptions.Select(Reason).ToList() is var reasons && reasons.TrueForAll(reason => reason is not null)
            => string.Join(" ", reasons),

        // A value that is no number, duration or flag.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => exception.Message,
        _ when exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => $"{exception.Message} Choose another with --urls.",
        _ => null,
    };

    // Each of our options says under which section it is set.
    private static string Section(Type options) => options.GetField("Section")?.GetRawConstantValue() as string ?? options.Name;
}
