import Glibc

/// A block of IP addresses: `10.0.0.0/8`, `fd00::/64`.
struct IPNetwork {
  /// The first address of the block, in the low ``bits``.
  let base: UInt128
  /// How many leading bits all addresses share.
  let prefix: Int
  /// The length of an address: 32 or 128.
  let bits: Int

  /// - Parameter address: any of the block.
  init(address: UInt128, prefix: Int, bits: Int) {
    base = address & ~Self.ones(bits - prefix)
    self.prefix = prefix
    self.bits = bits
  }

  /// Reads `address/prefix`; the address may be any of the block.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let (address, bits) = Self.address(String(parts[0])),
      parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let prefix = Int(parts[1]), prefix <= bits
    else { return nil }
    self.init(address: address, prefix: prefix, bits: bits)
  }

  /// The bits that tell the block's addresses apart.
  var hostBits: Int { bits - prefix }

  /// The last address.
  var last: UInt128 { base | Self.ones(hostBits) }

  var netmask: UInt128 { Self.ones(bits) & ~Self.ones(hostBits) }

  /// `10.0.0.0/8`.
  var description: String { "\(text(of: base))/\(prefix)" }

  /// How many values a number of bits can tell apart, less one.
  static func ones(_ bits: Int) -> UInt128 { bits >= 128 ? .max : (1 << UInt128(bits)) - 1 }

  /// An address of the block's family in its usual notation.
  func text(of address: UInt128) -> String {
    if bits == 32 {
      return stride(from: 24, through: 0, by: -8).map { String(address >> UInt128($0) & 0xFF) }.joined(
        separator: ".")
    }
    var bytes = (0..<16).map { UInt8(truncatingIfNeeded: address >> UInt128(120 - 8 * $0)) }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    _ = inet_ntop(AF_INET6, &bytes, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func address(_ text: String) -> (UInt128, bits: Int)? {
    if !text.utf8.contains(UInt8(ascii: ":")) { return version4(text).map { ($0, 32) } }
    var bytes = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
    return (bytes.reduce(0) { $0 << 8 | UInt128($1) }, 128)
  }

  /// Reads four decimal bytes. Leading zeros are decimal, too, as in older configurations.
  private static func version4(_ text: String) -> UInt128? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt128 = 0
    for part in parts {
      guard !part.isEmpty, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let byte = UInt8(part)
      else { return nil }
      address = address << 8 | UInt128(byte)
    }
    return address
  }
}
