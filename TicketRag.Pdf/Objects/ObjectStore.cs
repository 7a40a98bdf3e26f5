using TicketRag.Pdf.Encryption;

namespace TicketRag.Pdf.Objects;

/// <summary>The indirect objects of a file by number, read when they are first asked for.</summary>
internal sealed class ObjectStore : IDisposable
{
    private const int LongestReferenceChain = 32;

    private readonly Dictionary<int, Value> _cache = [];
    private readonly Dictionary<int, ObjectStream?> _containers = [];
    private readonly HashSet<int> _loading = [];
    private CrossReference _crossReference;
    private CrossReference? _scan;
    private List<int> _scannedContainers = [];
    private int _encryptNumber;

    public ObjectStore(PdfFile file)
    {
        File = file;
        Decoder = new StreamDecoder(this);
        var read = new CrossReferenceReader(file, Decoder).Read();
        if (read is null)
        {
            file.IsDamaged = true;
        }

        _crossReference = read ?? Scan();
    }

    public PdfFile File { get; }

    public StreamDecoder Decoder { get; }

    public Decryptor? Decryptor { get; private set; }

    public DictionaryObject Trailer => _crossReference.Trailer;

    public IEnumerable<int> Numbers => _crossReference.Locations.Keys;

    /// <summary>Sets up decryption and opens what only it could open.</summary>
    public void Unlock()
    {
        _encryptNumber = Trailer["Encrypt"].ReferenceNumber;
        if (Get(Trailer, "Encrypt").Dictionary is { } encrypt)
        {
            Decryptor = StandardSecurity.Open(this, encrypt);

            // What was read before the key was known is read again.
            _cache.Clear();
        }

        if (_scan is not null)
        {
            AddScannedContainers();
        }
    }

    /// <summary>Gives up on the cross-reference as a whole and takes what a scan of the file finds.</summary>
    public void Rebuild()
    {
        var trailer = Trailer;
        if (_scan == _crossReference)
        {
            return;
        }

        File.IsDamaged = true;
        _crossReference = Scan();
        _crossReference.Merge(trailer);
        _cache.Clear();
        AddScannedContainers();
    }

    public Value Get(DictionaryObject dictionary, string key) => Resolve(dictionary[key]);

    public Value Get(ArrayObject array, int index) => Resolve(array[index]);

    public Value Resolve(Value value)
    {
        for (var i = 0; i < LongestReferenceChain && value.Kind == ValueKind.Reference; i++)
        {
            value = Load(value.ReferenceNumber);
        }

        return value.Kind == ValueKind.Reference ? Value.Null : value;
    }

    private Value Load(int number)
    {
        if (_cache.TryGetValue(number, out var known))
        {
            return known;
        }

        // An object that needs itself to be read, or a chain of containers without end, is no object.
        if (_loading.Count > File.Budget.Options.MaxNesting || !_loading.Add(number))
        {
            return Value.Null;
        }

        try
        {
            File.Budget.Step();
            var value = Read(number);
            File.Budget.Hold(64);
            _cache[number] = value;
            return value;
        }
        finally
        {
            _loading.Remove(number);
        }
    }

    private Value Read(int number)
    {
        var isListed = _crossReference.Locations.TryGetValue(number, out var location);
        if (isListed && location.IsCompressed)
        {
            return Container(location.ContainerNumber)?.Read(number, location.Index) ?? Value.Null;
        }

        if (isListed && location == ObjectLocation.Free)
        {
            return Value.Null;
        }

        if (!isListed && !File.IsDamaged)
        {
            return Value.Null;
        }

        if (!isListed || !File.TryReadIndirect(location.Offset, number, out var value, out var generation))
        {
            File.IsDamaged = true;
            return ReadScanned(number);
        }

        return Decrypted(value, number, generation);
    }

    private Value ReadScanned(int number)
    {
        if (!(_scan ??= Scan()).Locations.TryGetValue(number, out var location))
        {
            return Value.Null;
        }

        if (location.IsCompressed)
        {
            return Container(location.ContainerNumber)?.Read(number, location.Index) ?? Value.Null;
        }

        return File.TryReadIndirect(location.Offset, number, out var value, out var generation)
            ? Decrypted(value, number, generation)
            : Value.Null;
    }

    private Value Decrypted(Value value, int number, int generation) =>
        Decryptor is null || number == _encryptNumber ? value : Decryptor.DecryptStrings(value, number, generation);

    private ObjectStream? Container(int number)
    {
        if (_containers.TryGetValue(number, out var known))
        {
            return known;
        }

        _containers[number] = null;
        if (Resolve(Value.OfReference(number, 0)).Stream is { } stream)
        {
            _containers[number] = new ObjectStream(stream.Dictionary, Decoder.Decode(stream), File);
        }

        return _containers[number];
    }

    private CrossReference Scan()
    {
        if (_scan is null)
        {
            var scanner = new FileScanner(File);
            _scan = scanner.Scan();
            _scannedContainers = scanner.Containers;
        }

        return _scan;
    }

    private void AddScannedContainers()
    {
        foreach (var container in _scannedContainers)
        {
            foreach (var number in Container(container)?.Numbers ?? [])
            {
                _scan!.Locations.TryAdd(number, ObjectLocation.In(container, -1));
            }
        }
    }

    public void Dispose()
    {
        foreach (var container in _containers.Values)
        {
            container?.Dispose();
        }

        _containers.Clear();
        Decryptor?.Dispose();
    }
}
