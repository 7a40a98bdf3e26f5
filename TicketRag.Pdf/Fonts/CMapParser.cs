using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>Reads the PostScript that a CMap is written in (ISO 32000-2, 9.7.5.4 and 9.10.3), as far as CMaps use it.</summary>
internal static class CMapParser
{
    private const int MostOperands = 400_000;

    /// <summary>The map that some bytes define; <paramref name="named"/> finds the maps that it builds on.</summary>
    public static CMap Parse(ReadOnlySpan<byte> data, NameTable names, Budget budget, Func<string, CMap?> named)
    {
        var map = new CMap();
        var arena = new ByteArena();
        var parser = new ObjectParser(data, 0, names, budget) { References = false, Arena = arena };
        var operands = new List<Value>();
        while (parser.Read() is { Kind: not ValueKind.End } value)
        {
            budget.Step();
            if (value.Kind != ValueKind.Keyword)
            {
                if (operands.Count < MostOperands)
                {
                    operands.Add(value);
                }

                continue;
            }

            Apply(value.Keyword, operands, map, named);
            operands.Clear();
            arena.Length = 0;
        }

        map.Complete();
        return map;
    }

    private static void Apply(string keyword, List<Value> operands, CMap map, Func<string, CMap?> named)
    {
        switch (keyword)
        {
            case "usecmap" when operands.Count > 0 && operands[^1].Name is { } name && named(name) is { } used:
                map.Use(used);
                break;
            case "def" when operands.Count >= 2 && operands[^2].IsName("WMode"):
                map.IsVertical = operands[^1].Integer == 1;
                break;
            case "endcodespacerange":
                for (var i = 0; i + 1 < operands.Count; i += 2)
                {
                    map.AddCodespace(Math.Clamp(operands[i].Bytes.Length, 1, 4), Code(operands[i]), Code(operands[i + 1]));
                }

                break;
            case "endcidrange":
                for (var i = 0; i + 2 < operands.Count; i += 3)
                {
                    map.AddCids(Code(operands[i]), Code(operands[i + 1]), (uint)Math.Max(0, operands[i + 2].Integer));
                }

                break;
            case "endcidchar":
                for (var i = 0; i + 1 < operands.Count; i += 2)
                {
                    map.AddCids(Code(operands[i]), Code(operands[i]), (uint)Math.Max(0, operands[i + 1].Integer));
                }

                break;
            case "endbfchar":
                for (var i = 0; i + 1 < operands.Count; i += 2)
                {
                    map.AddText(Code(operands[i]), Code(operands[i]), Target(operands[i + 1]));
                }

                break;
            case "endbfrange":
                for (var i = 0; i + 2 < operands.Count; i += 3)
                {
                    AddRange(map, Code(operands[i]), Code(operands[i + 1]), operands[i + 2]);
                }

                break;
            default:
                break;
        }
    }

    private static void AddRange(CMap map, uint low, uint high, Value target)
    {
        if (target.Array is not { } array)
        {
            map.AddText(low, high, Target(target));
            return;
        }

        for (var i = 0; i < array.Count && low + i <= high; i++)
        {
            map.AddText(low + (uint)i, low + (uint)i, Target(array[i]));
        }
    }

    private static string Target(Value value) => value.Kind switch
    {
        ValueKind.Name => GlyphNames.ToText(value.Name!) ?? "",
        ValueKind.String => CMap.DecodeTarget(value.Bytes),
        _ => "",
    };

    private static uint Code(Value value)
    {
        uint code = 0;
        foreach (var item in value.Bytes)
        {
            code = (code << 8) | item;
        }

        return value.IsNumber ? (uint)Math.Max(0, value.Integer) : code;
    }
}
