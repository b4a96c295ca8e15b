/// The names under which objects are recorded that have been replaced and not deleted yet.
enum DeposedKey {
  /// A new name: eight hexadecimal digits.
  static func make() -> String {
    let digits = String(UInt32.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
