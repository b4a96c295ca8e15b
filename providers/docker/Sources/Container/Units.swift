import ProviderAPI
import Values

/// Sizes as configurations write them.
enum Mebibytes {
  static let bytes = 1 << 20

  /// nil for none. What is not positive has a meaning of its own (`-1`: no limit) and stays as it is.
  static func bytes(_ mebibytes: Int?) throws -> Int? {
    guard let mebibytes, mebibytes > 0 else { return mebibytes }
    return try product(mebibytes, bytes)
  }

  static func doubled(_ count: Int) throws -> Int { try product(count, 2) }

  private static func product(_ a: Int, _ b: Int) throws -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else { throw ProviderError(.invalid, "A size of \(a) is more memory than can be.") }
    return product
  }

  /// Whole mebibytes; what is not positive stays as it is.
  static func of(bytes count: Int?) -> Int? {
    guard let count, count > 0 else { return count }
    return count / bytes
  }
}

/// Shares of processors, as `cpus = "1.5"` writes them.
enum NanoCPUs {
  /// Billionths of a processor, exact to the last digit.
  static func parse(_ text: String) throws -> Int {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count <= 2, fraction.utf8.count <= 9,
      (text.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }),
      let whole = Int(parts[0].isEmpty ? "0" : parts[0]), whole < 1_000_000, text != ".", !text.isEmpty,
      let part = Int(fraction + String(repeating: "0", count: 9 - fraction.utf8.count))
    else {
      throw ProviderError(
        .invalid, "\"\(text)\" is not a number of processors such as 2 or 0.5.",
        attribute: AttributePath("cpus"))
    }
    return whole * 1_000_000_000 + part
  }

  /// The shortest decimal: `1.5`.
  static func text(_ nano: Int) -> String {
    let (whole, part) = nano.quotientAndRemainder(dividingBy: 1_000_000_000)
    if part == 0 { return "\(whole)" }
    var digits = String(part)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
