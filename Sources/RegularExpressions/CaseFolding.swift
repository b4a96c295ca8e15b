/// Simple case folding: one scalar to one scalar, as Unicode's `CaseFolding.txt` has it under C and S.
enum CaseFolding {
  /// The representative of all scalars that differ from `scalar` in case only.
  static func fold(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return (0x41...0x5A).contains(scalar) ? scalar + 0x20 : scalar }
    // The dotless i folds to itself outside of Turkic languages.
    if scalar == 0x131 { return scalar }
    return lower(upper(scalar))
  }

  /// The scalar and its commonest case variants.
  static func variants(of scalar: UInt32) -> [UInt32] {
    let folded = fold(scalar)
    return [scalar, folded, upper(folded)]
  }

  static func upper(_ scalar: UInt32) -> UInt32 {
    single(Unicode.Scalar(scalar)?.properties.uppercaseMapping) ?? scalar
  }

  private static func lower(_ scalar: UInt32) -> UInt32 {
    single(Unicode.Scalar(scalar)?.properties.lowercaseMapping) ?? scalar
  }

  /// The mapping, unless it is to several scalars.
  private static func single(_ mapping: String?) -> UInt32? {
    guard let scalars = mapping?.unicodeScalars, scalars.count == 1 else { return nil }
    return scalars.first?.value
  }
}
