import Glibc

/// One entry of `NO_PROXY`.
struct ProxyException: Hashable, Sendable {
  private enum Target: Hashable {
    case everything
    /// - Parameter itself: whether the domain is meant, or only what is below it.
    case domain(String, itself: Bool)
    /// The first `bits` of an address, in network order.
    case network([UInt8], bits: Int)
  }

  private let target: Target
  private let port: Int?

  init?(_ text: some StringProtocol) {
    if text == "*" {
      (target, port) = (.everything, nil)
      return
    }
    if let network = Self.network(String(text)) {
      (target, port) = (network, nil)
      return
    }
    guard let (host, port) = try? HTTPURL.hostAndPort(Substring(text)) else { return nil }
    self.port = port
    if let address = IPAddress.bytes(of: host) {
      target = .network(address, bits: address.count * 8)
    } else {
      let name = host.asciiLowercased
      let domain = name.hasPrefix("*.") ? String(name.dropFirst(1)) : name
      target =
        domain.hasPrefix(".")
        ? .domain(String(domain.dropFirst()), itself: false) : .domain(domain, itself: true)
    }
  }

  /// `10.0.0.0/8`, or an IPv6 address without brackets.
  private static func network(_ text: String) -> Target? {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard let first = parts.first, let address = IPAddress.bytes(of: first) else { return nil }
    if parts.count == 1 { return .network(address, bits: address.count * 8) }
    guard let bits = UInt8(parts[1]), bits <= address.count * 8 else { return nil }
    return .network(address, bits: Int(bits))
  }

  func covers(_ url: HTTPURL) -> Bool {
    if let port, port != url.effectivePort { return false }
    switch target {
    case .everything: return true
    case .domain(let domain, let itself):
      let host = url.host.asciiLowercased
      return host.hasSuffix(".\(domain)") || (itself && host == domain)
    case .network(let network, let bits):
      guard let address = IPAddress.bytes(of: url.host) else { return false }
      return IPAddress.share(address, network, bits: bits)
    }
  }
}

/// Addresses as bytes in network order: 4 for IPv4, 16 for IPv6.
enum IPAddress {
  static func bytes(of text: String) -> [UInt8]? {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 { return bytes }
    }
    return nil
  }

  /// Whether the first `bits` of two addresses of one family agree.
  static func share(_ one: [UInt8], _ other: [UInt8], bits: Int) -> Bool {
    guard one.count == other.count else { return false }
    return (0..<bits).allSatisfy { bit in
      (one[bit / 8] ^ other[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }
}

extension HTTPURL {
  /// Whether the host is this machine.
  var isLocal: Bool {
    if host.asciiLowercased == "localhost" { return true }
    guard let address = IPAddress.bytes(of: host) else { return false }
    return address.count == 4
      ? address[0] == 127 : address.dropLast().allSatisfy { $0 == 0 } && address[15] == 1
  }
}
