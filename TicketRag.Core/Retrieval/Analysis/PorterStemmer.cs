namespace TicketRag.Core.Retrieval.Analysis;

/// <summary>
/// M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the step numbers and rules of the paper.
/// The one departure is Porter's own: words of one or two letters stay.
/// </summary>
public static class PorterStemmer
{
    private static readonly (string Suffix, string Stem)[] Step2Rules =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string Stem)[] Step3Rules =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    // Longest first where one ends with another: "ement" before "ment" before "ent".
    private static readonly string[] Step4Suffixes =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    /// <param name="word">Lower-case ASCII letters; overwritten with the stem.</param>
    /// <returns>The stem's length.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length <= 2)
        {
            return word.Length;
        }

        var length = Plural(word);
        length = PastAndGerund(word[..length], word);
        length = FinalY(word[..length]);
        length = Replace(word[..length], Step2Rules);
        length = Replace(word[..length], Step3Rules);
        length = Strip(word[..length]);
        length = FinalE(word[..length]);
        return DoubleL(word[..length]);
    }

    /// <summary>Step 1a.</summary>
    private static int Plural(ReadOnlySpan<char> word) => word switch
    {
        _ when word.EndsWith("sses") || word.EndsWith("ies") => word.Length - 2,
        _ when word.EndsWith("ss") => word.Length,
        _ when word.EndsWith('s') => word.Length - 1,
        _ => word.Length,
    };

    /// <summary>Step 1b.</summary>
    private static int PastAndGerund(ReadOnlySpan<char> word, Span<char> room)
    {
        if (word.EndsWith("eed"))
        {
            return Measure(word[..^3]) > 0 ? word.Length - 1 : word.Length;
        }

        var cut = word.EndsWith("ed") ? 2 : word.EndsWith("ing") ? 3 : 0;
        if (cut == 0 || !HasVowel(word[..^cut]))
        {
            return word.Length;
        }

        var stem = word[..^cut];
        if (stem.EndsWith("at") || stem.EndsWith("bl") || stem.EndsWith("iz") || (Measure(stem) == 1 && EndsConsonantVowelConsonant(stem)))
        {
            room[stem.Length] = 'e';
            return stem.Length + 1;
        }

        return EndsWithDoubleConsonant(stem) && stem[^1] is not ('l' or 's' or 'z') ? stem.Length - 1 : stem.Length;
    }

    /// <summary>Step 1c.</summary>
    private static int FinalY(Span<char> word)
    {
        if (word.EndsWith("y") && HasVowel(word[..^1]))
        {
            word[^1] = 'i';
        }

        return word.Length;
    }

    /// <summary>Steps 2 and 3: the longest matching suffix decides, whether or not its condition holds.</summary>
    private static int Replace(Span<char> word, (string Suffix, string Stem)[] rules)
    {
        foreach (var (suffix, replacement) in rules)
        {
            if (EndsWith(word, suffix))
            {
                var stem = word.Length - suffix.Length;
                if (Measure(word[..stem]) == 0)
                {
                    return word.Length;
                }

                replacement.CopyTo(word[stem..]);
                return stem + replacement.Length;
            }
        }

        return word.Length;
    }

    /// <summary>Step 4.</summary>
    private static int Strip(ReadOnlySpan<char> word)
    {
        foreach (var suffix in Step4Suffixes)
        {
            if (EndsWith(word, suffix))
            {
                var stem = word[..^suffix.Length];
                return Measure(stem) > 1 && (suffix != "ion" || stem is [.., 's' or 't']) ? stem.Length : word.Length;
            }
        }

        return word.Length;
    }

    /// <summary>Step 5a.</summary>
    private static int FinalE(ReadOnlySpan<char> word)
    {
        if (!word.EndsWith('e'))
        {
            return word.Length;
        }

        var stem = word[..^1];
        var measure = Measure(stem);
        return measure > 1 || (measure == 1 && !EndsConsonantVowelConsonant(stem)) ? stem.Length : word.Length;
    }

    /// <summary>Step 5b.</summary>
    private static int DoubleL(ReadOnlySpan<char> word) =>
        word.EndsWith("ll") && Measure(word[..^1]) > 1 ? word.Length - 1 : word.Length;

    // Of twenty suffixes most differ in their last letter, which is quicker to see.
    private static bool EndsWith(ReadOnlySpan<char> word, string suffix) => word[^1] == suffix[^1] && word.EndsWith(suffix);

    /// <summary>The paper's m: how often a vowel is followed by a consonant.</summary>
    private static int Measure(ReadOnlySpan<char> stem)
    {
        var measure = 0;
        var afterVowel = false;
        for (var i = 0; i < stem.Length; i++)
        {
            var consonant = IsConsonant(stem, i);
            measure += afterVowel && consonant ? 1 : 0;
            afterVowel = !consonant;
        }

        return measure;
    }

    private static bool HasVowel(ReadOnlySpan<char> stem)
    {
        for (var i = 0; i < stem.Length; i++)
        {
            if (!IsConsonant(stem, i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWithDoubleConsonant(ReadOnlySpan<char> stem) =>
        stem.Length > 1 && stem[^1] == stem[^2] && IsConsonant(stem, stem.Length - 1);

    /// <summary>The paper's *o: …consonant, vowel, consonant other than w, x or y.</summary>
    private static bool EndsConsonantVowelConsonant(ReadOnlySpan<char> stem) =>
        stem.Length > 2
        && IsConsonant(stem, stem.Length - 3) && !IsConsonant(stem, stem.Length - 2) && IsConsonant(stem, stem.Length - 1)
        && stem[^1] is not ('w' or 'x' or 'y');

    /// <summary>Y is a vowel after a consonant, and a consonant elsewhere.</summary>
    private static bool IsConsonant(ReadOnlySpan<char> word, int at) => word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(word, at - 1),
        _ => true,
    };
}
