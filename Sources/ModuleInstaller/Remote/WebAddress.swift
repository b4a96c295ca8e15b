import Crypto
import Encodings
import ProviderKit

/// The address of an archive, or of a page that says where there is one, with what is meant for the one who
/// unpacks it.
struct WebAddress: Hashable {
  /// Without those instructions.
  let url: HTTPURL
  /// Whether there is an archive at the address itself.
  let isArchive: Bool
  /// The checksum that the archive must have.
  let checksum: Checksum?

  private static let archiveSuffixes = [
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst",
  ]

  /// - Parameters:
  ///   - query: with the parameters `archive` and `checksum`, if any.
  ///   - base: what a relative address starts from.
  init(_ text: String, _ query: String?, from base: HTTPURL?) throws(ModuleError) {
    var isArchive: Bool?
    var checksum: Checksum?
    var kept: [Substring] = []
    for item in (query ?? "").split(separator: "&") {
      let value = String(item.drop { $0 != "=" }.dropFirst())
      if item.hasPrefix("archive=") {
        isArchive = value != "false"
      } else if item.hasPrefix("checksum=") {
        checksum = try Checksum(value)
      } else {
        kept.append(item)
      }
    }
    do throws(HTTPError) {
      var url = if let base { try base.resolving(text) } else { try HTTPURL(text) }
      url.query = kept.isEmpty ? nil : kept.joined(separator: "&")
      self.url = url
      self.isArchive = isArchive ?? Self.archiveSuffixes.contains { url.path.hasSuffix($0) }
      self.checksum = checksum
    } catch {
      throw ModuleError(error.message)
    }
  }
}

extension WebAddress: CustomStringConvertible {
  /// With the checksum: content that was not checked against it is not what is meant.
  var description: String {
    var shown = url
    shown.credentials = nil
    let checksum = checksum.map { ("checksum", "\($0.algorithm.rawValue):\($0.digits)") }
    return "\(shown.adding(query: [checksum].compactMap(\.self)))"
  }
}

/// What the bytes of an archive must come to, as in `checksum=sha256:HEX`.
struct Checksum: Hashable {
  enum Algorithm: String, CaseIterable {
    case md5
    case sha1
    case sha256
    case sha512

    /// In hexadecimal digits.
    fileprivate var length: Int {
      switch self {
      case .md5: 32
      case .sha1: 40
      case .sha256: 64
      case .sha512: 128
      }
    }
  }

  var algorithm: Algorithm
  var digits: String

  init(_ text: String) throws(ModuleError) {
    let parts = text.split(separator: ":", maxSplits: 1).map { $0.lowercased() }
    let digits = parts.last ?? ""
    let named = parts.count == 2 ? Algorithm(rawValue: parts[0]) : nil
    let algorithm = parts.count == 2 ? named : Algorithm.allCases.first { $0.length == digits.utf8.count }
    guard let algorithm, digits.utf8.count == algorithm.length, digits.allSatisfy(\.isHexDigit) else {
      throw ModuleError(
        "\"\(text)\" is no checksum. Write checksum=sha256: and the 64 hexadecimal digits of the archive's.")
    }
    self.algorithm = algorithm
    self.digits = digits
  }

  func matches(_ bytes: [UInt8]) -> Bool {
    switch algorithm {
    case .md5: digits == Hexadecimal.encode(Insecure.MD5.hash(data: bytes))
    case .sha1: digits == Hexadecimal.encode(Insecure.SHA1.hash(data: bytes))
    case .sha256: digits == Hexadecimal.encode(SHA256.hash(data: bytes))
    case .sha512: digits == Hexadecimal.encode(SHA512.hash(data: bytes))
    }
  }
}
