namespace TicketRag.Benchmarks.Retrieval;

/// <summary>Documents, and questions of which it is known what answers them.</summary>
internal sealed record EvaluationSet(string Name, IReadOnlyList<string> Documents, IReadOnlyList<EvaluationQuestion> Questions);

/// <param name="Relevant">Indexes of the documents that answer it.</param>
internal sealed record EvaluationQuestion(string Text, IReadOnlySet<int> Relevant);
