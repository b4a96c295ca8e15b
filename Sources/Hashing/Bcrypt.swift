/// The password hash of Provos and Mazières, "A Future-Adaptable Password Scheme" (USENIX 1999), in the
/// variant `2a`.
public struct Bcrypt: Hashable, Sendable {
  /// What can be asked for. Each step doubles the work.
  public static let costs = 4...31
  /// What other programs use when they are not told: a fraction of a second.
  public static let defaultCost = 10
  /// In bytes; what follows in a password has no part in its hash.
  public static let maxPasswordLength = 72

  public let cost: Int
  private let salt: [UInt8]

  /// A way to hash with a salt from the system's generator; nil for a cost that is not in ``costs``.
  public init?(cost: Int = Self.defaultCost) {
    var generator = SystemRandomNumberGenerator()
    self.init(cost: cost, salt: (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  /// - Parameter salt: 16 bytes.
  init?(cost: Int, salt: [UInt8]) {
    guard Self.costs.contains(cost), salt.count == 16 else { return nil }
    self.cost = cost
    self.salt = salt
  }

  /// The 60 characters that are kept in place of the password.
  public func hash(_ password: String) -> String {
    let key = (Array(password.utf8) + [0]).prefix(Self.maxPasswordLength)
    var cipher = Blowfish()
    cipher.expand(key: Blowfish.words(of: key, count: 18), salt: Blowfish.words(of: salt[...], count: 4))
    let (keyWords, saltWords) = (Blowfish.words(of: key, count: 18), Blowfish.words(of: salt[...], count: 18))
    for _ in 0..<(1 << cost) {
      cipher.expand(key: keyWords)
      cipher.expand(key: saltWords)
    }
    let digits = cost < 10 ? "0\(cost)" : "\(cost)"
    return "$2a$\(digits)$" + Self.encode(salt) + Self.encode(digest(cipher))
  }

  /// The magic text, enciphered 64 times; its last byte is dropped by convention.
  private func digest(_ cipher: Blowfish) -> [UInt8] {
    let text = Array("OrpheanBeholderScryDoubt".utf8)
    var words = Blowfish.words(of: text[...], count: 6)
    for block in stride(from: 0, to: 6, by: 2) {
      for _ in 0..<64 { (words[block], words[block + 1]) = cipher.encipher(words[block], words[block + 1]) }
    }
    return words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }.dropLast()
  }

  /// Base 64 with an alphabet of its own and no padding.
  private static func encode(_ bytes: [UInt8]) -> String {
    let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var text: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in bytes {
      (bits, count) = (bits << 8 | Int(byte), count + 8)
      while count >= 6 {
        count -= 6
        text.append(alphabet[bits >> count & 63])
      }
      bits &= 1 << count - 1
    }
    if count > 0 { text.append(alphabet[bits << (6 - count) & 63]) }
    return String(decoding: text, as: UTF8.self)
  }
}
