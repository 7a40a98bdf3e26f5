using System.Buffers.Binary;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TicketRag.StandIns.Otlp;

/// <summary>OTLP over gRPC, by hand: one unary call per signal, one length-prefixed message each way, the status in the trailers.</summary>
internal static class OtlpGrpc
{
    private const int PrefixLength = 5;

    private enum GrpcStatus
    {
        Ok = 0,
        InvalidArgument = 3,
    }

    public static void Map(IEndpointRouteBuilder routes, AcceptExport accept)
    {
        foreach (var (signal, package, service) in new[]
        {
            (OtlpSignal.Traces, "trace", "TraceService"),
            (OtlpSignal.Metrics, "metrics", "MetricsService"),
            (OtlpSignal.Logs, "logs", "LogsService"),
        })
        {
            routes.MapPost(
                $"/opentelemetry.proto.collector.{package}.v1.{service}/Export",
                (RequestDelegate)(context => Export(context, signal, accept)));
        }
    }

    private static async Task Export(HttpContext context, OtlpSignal signal, AcceptExport accept)
    {
        if (context.Request is not { Protocol: "HTTP/2", ContentType: "application/grpc" or "application/grpc+proto" })
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = "application/grpc";
        try
        {
            var frame = await Payload.ReadAsync(context.Request.Body, context.RequestAborted);
            accept(signal, "grpc", Message(frame, context.Request.Headers["grpc-encoding"]), context.Request.Headers);
        }
        catch (InvalidDataException exception)
        {
            Finish(context, GrpcStatus.InvalidArgument, exception.Message);
            return;
        }

        // The empty response message of a full success.
        await context.Response.Body.WriteAsync(new byte[PrefixLength], context.RequestAborted);
        Finish(context, GrpcStatus.Ok);
    }

    /// <summary>A compressed flag, four bytes of length, the message.</summary>
    private static byte[] Message(byte[] frame, string? encoding)
    {
        if (frame.Length < PrefixLength
            || BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(1)) != frame.Length - PrefixLength
            || frame[0] > 1)
        {
            throw new InvalidDataException("Expected one whole gRPC message.");
        }

        return Payload.Decode(frame[PrefixLength..], frame[0] == 1 ? encoding : null);
    }

    private static void Finish(HttpContext context, GrpcStatus status, string? message = null)
    {
        context.Response.AppendTrailer("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture));
        if (message is not null)
        {
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
        }
    }
}
