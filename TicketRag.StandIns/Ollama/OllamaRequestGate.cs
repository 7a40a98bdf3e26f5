using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace TicketRag.StandIns.Ollama;

/// <summary>What every request passes: it is recorded, may meet a fault, and its refusal gets Ollama's shape.</summary>
internal sealed class OllamaRequestGate(
    OllamaFaults faults, ConcurrentQueue<OllamaStandInRequest> requests, ChannelWriter<OllamaStandInRequest> aborted)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        OllamaStandInRequest? recorded = null;
        try
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                recorded = await RecordAsync(context);
            }

            if (!await MeetsFaultAsync(context))
            {
                await next(context);
            }
        }
        catch (OllamaRefusedException refused)
        {
            await RefuseAsync(context, refused.Status, refused.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (recorded is not null)
            {
                aborted.TryWrite(recorded);
            }
        }
    }

    private async Task<OllamaStandInRequest> RecordAsync(HttpContext context)
    {
        var body = await RequestFields.ReadAsync(context);
        var recorded = new OllamaStandInRequest(
            context.Request.Method, context.Request.Path, body, context.Request.Headers.Authorization.FirstOrDefault());
        requests.Enqueue(recorded);
        return recorded;
    }

    private async Task<bool> MeetsFaultAsync(HttpContext context)
    {
        if (context.Request.Path.Value is not ("/api/embed" or "/api/chat"))
        {
            return false;
        }

        switch (faults.NextForAnswer())
        {
            case OllamaFault.Refusal refusal:
                if (refusal.RetryAfter is { } retryAfter)
                {
                    context.Response.Headers.RetryAfter = retryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                }

                await RefuseAsync(context, refusal.Status, refusal.Error);
                return true;
            case OllamaFault.Answer answer:
                context.Response.ContentType = "application/json; charset=utf-8";
                await context.Response.WriteAsync(answer.Body, context.RequestAborted);
                return true;
            case OllamaFault.Late late:
                await Task.Delay(late.Delay, late.Time, context.RequestAborted);
                return false;
            case OllamaFault.Wait wait:
                await wait.Hold.WaitAsync(context.RequestAborted);
                return false;
            default:
                return false;
        }
    }

    private static async Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(new JsonObject { ["error"] = error }.ToJsonString(JsonSerializerOptions.Default), context.RequestAborted);
    }
}
