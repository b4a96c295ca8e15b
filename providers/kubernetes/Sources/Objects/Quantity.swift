import Values

/// An amount of something (`resource.Quantity` of the Kubernetes API machinery): two are equal when they mean the
/// same, such as `1Gi` and `1024Mi`.
struct Quantity: Equatable {
  let amount: Number

  /// RE2: a decimal number with a suffix or an exponent.
  static let pattern =
    #"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?[0-9]{1,3})?$|^$"#

  /// nil when the text is no amount.
  init?(_ text: String) {
    let digits = text.prefix { $0.isNumber || "+-.".contains($0) }
    let suffix = text.dropFirst(digits.count)
    guard let number = Number(String(digits.first == "+" ? digits.dropFirst() : digits)) else { return nil }
    if let factor = Self.factors[String(suffix)] {
      amount = number * factor
    } else if suffix.first == "e" || suffix.first == "E", let scaled = Number("\(digits)\(suffix)") {
      amount = scaled
    } else {
      return nil
    }
  }

  /// Powers of 10 and 1024.
  private static let factors: [String: Number] = {
    var factors: [String: Number] = [
      "": 1, "n": Number("1e-9") ?? 0, "u": Number("1e-6") ?? 0, "m": Number("1e-3") ?? 0,
    ]
    for (power, letter) in ["k", "M", "G", "T", "P", "E"].enumerated() {
      factors[letter] = Number("1e\(3 * (power + 1))") ?? 0
      factors[(letter == "k" ? "K" : letter) + "i"] = Number(1 << (10 * (power + 1)))
    }
    return factors
  }()

  /// Whether two texts mean the same amount, or are the same text.
  static func isSame(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    guard let one = Quantity(one), let other = Quantity(other) else { return false }
    return one == other
  }
}
