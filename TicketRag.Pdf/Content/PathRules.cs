namespace TicketRag.Pdf.Content;

/// <summary>Follows path construction (ISO 32000-2, 8.5.2) for the straight lines that rule tables.</summary>
internal sealed class PathRules(PageContent page)
{
    private const double Straightness = 1;
    private const double ShortestRule = 4;
    private const double ThickestRule = 3;
    private const int MostSegments = 10_000;

    private readonly List<PdfBox> _segments = [];
    private (double X, double Y) _current;
    private (double X, double Y) _start;

    /// <summary>Runs an operator if it is one of paths.</summary>
    public bool Apply(string op, Operands operands, in Matrix matrix)
    {
        switch (op)
        {
            case "m":
                MoveTo(matrix, operands.Number(0), operands.Number(1));
                return true;
            case "l":
                LineTo(matrix, operands.Number(0), operands.Number(1));
                return true;
            case "re":
                Rectangle(matrix, operands.Number(0), operands.Number(1), operands.Number(2), operands.Number(3));
                return true;
            case "c":
                MoveTo(matrix, operands.Number(4), operands.Number(5));
                return true;
            case "v" or "y":
                MoveTo(matrix, operands.Number(2), operands.Number(3));
                return true;
            case "h":
                Close();
                return true;
            case "s" or "b" or "b*":
                Close();
                Paint();
                return true;
            case "S" or "f" or "F" or "f*" or "B" or "B*":
                Paint();
                return true;
            case "n":
                _segments.Clear();
                return true;
            default:
                return false;
        }
    }

    private void MoveTo(in Matrix matrix, double x, double y) => _start = _current = matrix.Apply(x, y);

    private void LineTo(in Matrix matrix, double x, double y)
    {
        var end = matrix.Apply(x, y);
        AddSegment(_current, end);
        _current = end;
    }

    private void Close()
    {
        AddSegment(_current, _start);
        _current = _start;
    }

    private void Rectangle(in Matrix matrix, double x, double y, double width, double height)
    {
        MoveTo(matrix, x, y);
        LineTo(matrix, x + width, y);
        LineTo(matrix, x + width, y + height);
        LineTo(matrix, x, y + height);
        Close();
    }

    private void AddSegment((double X, double Y) from, (double X, double Y) to)
    {
        var box = new PdfBox(Math.Min(from.X, to.X), Math.Min(from.Y, to.Y), Math.Max(from.X, to.X), Math.Max(from.Y, to.Y));
        if (_segments.Count < MostSegments && Math.Min(box.Width, box.Height) <= Straightness)
        {
            _segments.Add(box);
        }
    }

    /// <summary>The path is painted: its long straight lines count, and of a filled bar both edges.</summary>
    private void Paint()
    {
        foreach (var segment in _segments)
        {
            var isLong = Math.Max(segment.Width, segment.Height) >= ShortestRule;
            if (isLong && Math.Min(segment.Width, segment.Height) <= ThickestRule)
            {
                page.AddRule(segment);
            }
        }

        _segments.Clear();
    }
}
