namespace TicketRag.Pdf.Filters;

/// <summary>Undoes the prediction of rows, in place (ISO 32000-2, 7.4.4.4).</summary>
internal static class Predictor
{
    private const int Tiff = 2;
    private const int FirstPng = 10;

    public static void Undo(PooledBytes data, PredictorParameters parameters, Budget budget)
    {
        if (parameters.Predictor == Tiff)
        {
            UndoTiff(data, parameters);
        }
        else if (parameters.Predictor >= FirstPng)
        {
            UndoPng(data, parameters, budget);
        }
    }

    /// <summary>Bytes only: other depths occur in images, which are not decoded.</summary>
    private static void UndoTiff(PooledBytes data, PredictorParameters parameters)
    {
        if (parameters.BitsPerComponent != 8)
        {
            return;
        }

        var rest = data.Writable();
        var row = parameters.BytesPerRow;
        for (; rest.Length > 0; rest = rest[Math.Min(row, rest.Length)..])
        {
            for (var i = parameters.Colors; i < Math.Min(row, rest.Length); i++)
            {
                rest[i] += rest[i - parameters.Colors];
            }
        }
    }

    private static void UndoPng(PooledBytes data, PredictorParameters parameters, Budget budget)
    {
        var all = data.Writable();
        var length = parameters.BytesPerRow;
        var step = parameters.BytesPerPixel;
        var written = 0;
        var above = Span<byte>.Empty;
        for (var read = 0; read + 1 < all.Length;)
        {
            budget.Step();
            int kind = all[read++];
            var count = Math.Min(length, all.Length - read);

            // Rows lose their first byte, so each moves left over bytes that were read already.
            var row = all.Slice(written, count);
            all.Slice(read, count).CopyTo(row);
            UndoRow(kind, row, above, step);
            read += count;
            written += count;
            above = row;
        }

        data.Truncate(written);
    }

    private static void UndoRow(int kind, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch (kind)
        {
            case 1:
                for (var i = step; i < row.Length; i++)
                {
                    row[i] += row[i - step];
                }

                break;
            case 2:
                for (var i = 0; i < Math.Min(row.Length, above.Length); i++)
                {
                    row[i] += above[i];
                }

                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)((At(row, i - step) + At(above, i)) / 2);
                }

                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += Paeth(At(row, i - step), At(above, i), At(above, i - step));
                }

                break;
            default:
                break;
        }
    }

    private static int At(ReadOnlySpan<byte> row, int index) => (uint)index < (uint)row.Length ? row[index] : 0;

    private static byte Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var toLeft = Math.Abs(estimate - left);
        var toAbove = Math.Abs(estimate - above);
        var toCorner = Math.Abs(estimate - corner);
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
