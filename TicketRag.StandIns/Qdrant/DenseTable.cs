using System.Runtime.InteropServices;

namespace TicketRag.StandIns.Qdrant;

/// <summary>One dense vector of all points, by slot; null where a point has none.</summary>
internal sealed class DenseTable
{
    private readonly List<float[]?> _vectors = [];

    public float[]? At(int slot) => slot < _vectors.Count ? _vectors[slot] : null;

    public void Put(int slot, float[] vector)
    {
        if (slot >= _vectors.Count)
        {
            CollectionsMarshal.SetCount(_vectors, slot + 1);
        }

        _vectors[slot] = vector;
    }

    public void Remove(int slot) => _vectors[slot] = null;
}
