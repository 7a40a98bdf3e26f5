using Microsoft.AspNetCore.Http.HttpResults;

namespace TicketRag.Api.Errors;

/// <summary>The refusals that several resources share.</summary>
internal static class Problems
{
    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem($"There is no such {what} in your organization.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult TooLarge(string member, int limit) =>
        TypedResults.Problem($"'{member}' is too long: at most {limit:N0} characters. Cut it into several requests.", statusCode: StatusCodes.Status413PayloadTooLarge);

    public static ProblemHttpResult RagIsOff() =>
        TypedResults.Problem("Retrieval is switched off (Rag:Enabled, RAG_ENABLED).", statusCode: StatusCodes.Status503ServiceUnavailable);

    public static ValidationProblem Invalid(string member, string reason) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [member] = [reason] });
}
