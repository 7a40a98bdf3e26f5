using System.Runtime.CompilerServices;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>The best k rows seen so far: a heap whose root is the worst of them. Equal scores are ordered by chunk id, the smaller first.</summary>
/// <param name="room">As long as k.</param>
internal ref struct TopRows(Span<(float Score, int Row)> room, IndexRow[] rows)
{
    private readonly Span<(float Score, int Row)> _heap = room;
    private int _count;

    /// <summary>What a row must reach to be among them. With a full heap, a score equal to it still can, by its chunk id.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool MayHold(float score) => score >= Threshold;

    public void Offer(float score, int row)
    {
        if (_count < _heap.Length)
        {
            _heap[_count] = (score, row);
            SiftUp(_count++);
        }
        else if (_count > 0 && IsWorse(_heap[0], (score, row)))
        {
            _heap[0] = (score, row);
            SiftDown(0, _count);
        }

        Threshold = _count < _heap.Length ? float.NegativeInfinity : _count > 0 ? _heap[0].Score : float.PositiveInfinity;
    }

    /// <summary>Best first. The heap is used up.</summary>
    public FoundPoint[] ToPoints(IndexSnapshot snapshot)
    {
        for (var end = _count - 1; end > 0; end--)
        {
            (_heap[0], _heap[end]) = (_heap[end], _heap[0]);
            SiftDown(0, end);
        }

        var points = new FoundPoint[_count];
        for (var i = 0; i < points.Length; i++)
        {
            ref readonly var row = ref rows[_heap[i].Row];
            points[i] = new(row.ChunkId, row.DocumentId, _heap[i].Score) { Passage = snapshot.Passage(row) };
        }

        return points;
    }

    private readonly bool IsWorse((float Score, int Row) a, (float Score, int Row) b) =>
        a.Score < b.Score || (a.Score == b.Score && ChunkId(a.Row).CompareTo(ChunkId(b.Row)) > 0);

    private readonly Guid ChunkId(int row) => rows[row].ChunkId;

    private readonly void SiftUp(int at)
    {
        while (at > 0 && IsWorse(_heap[at], _heap[(at - 1) / 2]))
        {
            (_heap[at], _heap[(at - 1) / 2]) = (_heap[(at - 1) / 2], _heap[at]);
            at = (at - 1) / 2;
        }
    }

    private readonly void SiftDown(int at, int count)
    {
        while ((at * 2) + 1 < count)
        {
            var child = (at * 2) + 1;
            if (child + 1 < count && IsWorse(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsWorse(_heap[child], _heap[at]))
            {
                return;
            }

            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }
}
