// The standard library holds the normalisation tables; Foundation itself reads them through this interface.
@_spi(_Unicode) import Swift

extension String {
  /// The string in Unicode normal form C.
  var normalisedNFC: String {
    // ASCII, by far the commonest case, is its own normal form.
    let isASCII = utf8.withContiguousStorageIfAvailable { $0.reduce(0, |) < 0x80 }
    if isASCII == true { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in _nfc { scalars.append(scalar) }
    return String(scalars)
  }
}
