using System.Text.Json;
using System.Text.RegularExpressions;

namespace TicketRag.Api.Errors;

/// <summary>Says in the wire's words what the framework says in its own.</summary>
internal static class ProblemWording
{
    public static void Apply(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is HttpValidationProblemDetails invalid)
        {
            foreach (var (path, reasons) in invalid.Errors)
            {
                invalid.Errors[path] = [.. reasons.Select(reason => Reword(path, reason))];
            }
        }

        context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
        {
            StatusCodes.Status400BadRequest => UnreadableParameter.Explain(context.HttpContext),
            StatusCodes.Status405MethodNotAllowed => "This route does not take that method.",
            StatusCodes.Status415UnsupportedMediaType => "The body's content type is not one that this route reads: most want application/json.",
            _ => null,
        };
    }

    // Validation attributes name the property, as does the path until it is written; clients know the member.
    private static string Reword(string path, string reason)
    {
        var property = path[(path.LastIndexOf('.') + 1)..];
        return Regex.Replace(reason, $@"\b{Regex.Escape(property)}\b", JsonNamingPolicy.SnakeCaseLower.ConvertName(property));
    }
}
