using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>What stands before an operator. What is missing reads as null or 0, so that no operator has to count.</summary>
internal sealed class Operands
{
    private readonly List<Value> _values = [];

    public Value this[Index index]
    {
        get
        {
            var position = index.GetOffset(_values.Count);
            return (uint)position < (uint)_values.Count ? _values[position] : Value.Null;
        }
    }

    public void Add(Value value, int most)
    {
        if (_values.Count == most)
        {
            _values.RemoveAt(0);
        }

        _values.Add(value);
    }

    public void Clear() => _values.Clear();

    public double Number(int index) => this[index].Number;

    public Matrix Matrix() => new(Number(0), Number(1), Number(2), Number(3), Number(4), Number(5));

    /// <summary>The <c>Matrix</c> entry of a form.</summary>
    public static Matrix Matrix(ObjectStore store, DictionaryObject form)
    {
        if (store.Get(form, "Matrix").Array is not { Count: >= 6 } array)
        {
            return Content.Matrix.Identity;
        }

        double Entry(int index) => store.Get(array, index).Number;
        return new Matrix(Entry(0), Entry(1), Entry(2), Entry(3), Entry(4), Entry(5));
    }
}
