using System.ComponentModel.DataAnnotations;

namespace TicketRag.Api.Ingestion;

/// <summary>Section <c>Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    public const string Section = "Ingestion";

    /// <summary>Who may see what is put in as text: <c>agents</c>, or <c>public</c> where all of it is meant for customers.</summary>
    [AllowedValues("agents", "public")]
    public string Audience { get; init; } = "agents";
}
