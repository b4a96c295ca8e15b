extension Value {
  /// The parts as strings one after another, as a template puts them together.
  ///
  /// Where a part is not known yet the result is unknown, but what it begins with may be known.
  public static func concatenating(_ parts: [Value]) throws(OperationError) -> Value {
    var marks: Marks = []
    var text = ""
    var isKnown = true
    for (position, part) in parts.enumerated() {
      marks.formUnion(part.marks)
      let string = try part.operand(position, as: .string)
      guard isKnown else { continue }
      switch string.content {
      case .string(let known): text += known
      case .unknown(_, let refinement):
        text = (text + refinement.prefix).stablePrefix
        isKnown = false
      case .null, .bool, .number, .list, .set, .map, .tuple, .object:
        preconditionFailure("A converted operand is a string. This is a bug in rcw.")
      }
    }
    if isKnown { return Value.string(text).marked(marks) }
    return Value(.unknown(.string, Refinement(isNotNull: true, prefix: text.normalisedNFC)), marks: marks)
  }
}

extension String {
  /// What stays as it is whatever text follows: without the last character, which a combining mark may change,
  /// unless none combines with it.
  fileprivate var stablePrefix: String {
    guard let last, !"-_/:;.,()[]{}@#&?\"' ".contains(last) else { return self }
    return String(dropLast())
  }
}
