/// Simple case mapping: every scalar becomes one scalar, as `UnicodeData.txt` maps it. Swift's own mappings
/// may grow a text (`ß` to `SS`); those of the language never do.
extension Unicode.Scalar {
  var simpleLowercase: Unicode.Scalar {
    // All other full mappings to lower case are simple; of this one, the dotted I, the first scalar is.
    properties.lowercaseMapping.unicodeScalars.first ?? self
  }

  var simpleUppercase: Unicode.Scalar {
    Self.single(properties.uppercaseMapping) ?? Self.single(properties.titlecaseMapping) ?? self
  }

  var simpleTitlecase: Unicode.Scalar { Self.single(properties.titlecaseMapping) ?? self }

  private static func single(_ mapping: String) -> Unicode.Scalar? {
    mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
  }
}
