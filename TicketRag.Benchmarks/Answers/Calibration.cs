using System.Globalization;
using TicketRag.Core.Answers;

namespace TicketRag.Benchmarks.Answers;

internal sealed record MeasuredQuestion(bool IsAnswerable, IReadOnlyList<ProbedPassage> Passages)
{
    public bool Abstains(EvidenceLimits limits) => !Passages.Any(passage => Evidence.IsEnough(passage.Coverage, passage.Similarity, limits));
}

/// <summary>Abstaining as the class that is looked for.</summary>
internal readonly record struct AbstentionScore(int Right, int Wrong, int Missed)
{
    public double Precision => Right == 0 ? 0 : (double)Right / (Right + Wrong);

    public double Recall => Right == 0 ? 0 : (double)Right / (Right + Missed);

    public double F1 => Right == 0 ? 0 : 2.0 * Right / ((2 * Right) + Wrong + Missed);

    public static AbstentionScore Of(IEnumerable<MeasuredQuestion> questions, EvidenceLimits limits)
    {
        var score = default(AbstentionScore);
        foreach (var question in questions)
        {
            var abstains = question.Abstains(limits);
            score += new AbstentionScore(abstains && !question.IsAnswerable ? 1 : 0, abstains && question.IsAnswerable ? 1 : 0, !abstains && !question.IsAnswerable ? 1 : 0);
        }

        return score;
    }

    public static AbstentionScore operator +(AbstentionScore one, AbstentionScore other) => new(one.Right + other.Right, one.Wrong + other.Wrong, one.Missed + other.Missed);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"abstaining: precision {Precision:F2}, recall {Recall:F2}, F1 {F1:F2} ({Right} rightly, {Wrong} wrongly refused, {Missed} wrongly answered)");
}

/// <summary>Chooses limits by the F1 of abstaining; of equal ones those nearest to words alone as they are.</summary>
internal static class Calibration
{
    private static readonly double[] Offsets = [.. Enumerable.Range(-8, 17).Select(step => Math.Round(step * 0.02, 2))];
    private static readonly double?[] Similarities = [null, .. Enumerable.Range(0, 34).Select(step => (double?)Math.Round(0.3 + (step * 0.02), 2))];

    public static EvidenceLimits Best(IReadOnlyList<MeasuredQuestion> questions) =>
        Offsets.SelectMany(offset => Similarities.Select(similarity => new EvidenceLimits(offset, similarity)))
            .OrderByDescending(limits => AbstentionScore.Of(questions, limits).F1)
            .ThenBy(limits => limits.Similarity is null ? 0 : 1)
            .ThenBy(limits => Math.Abs(limits.ShareOffset))
            .ThenByDescending(limits => limits.Similarity)
            .First();

    /// <summary>Each fold is judged by limits that were chosen without it.</summary>
    public static AbstentionScore CrossValidated(IReadOnlyList<MeasuredQuestion> questions, int folds)
    {
        // Of each class alike, in every fold.
        List<MeasuredQuestion> ordered = [.. questions.OrderBy(question => question.IsAnswerable)];
        return Enumerable.Range(0, folds)
            .Select(fold => AbstentionScore.Of(
                ordered.Where((_, at) => at % folds == fold),
                Best([.. ordered.Where((_, at) => at % folds != fold)])))
            .Aggregate((sum, score) => sum + score);
    }
}
