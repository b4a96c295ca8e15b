import Language
import ProviderKit

/// A package as a place offers it.
struct PackageOffer: Sendable {
  enum Content: Sendable {
    /// Unpacked already; it may be used where it is.
    case folder(String)
    /// A zip file.
    case archive(String)
    case download(HTTPURL)
  }

  var content: Content
  /// What a download has to show, as the field `Authorization`; nil for what is known of its host.
  var authorization: String?
  /// Checksums that the place vouches for, `h1:…` of the unpacked package or `zh:…` of the archive; one of them has
  /// to be right. Empty when it says nothing.
  var hashes: [String] = []
  /// Checksums of the packages of all platforms, for the lock file: those that a signature covers.
  var lockedHashes: [String] = []
  /// How it is known that the package is the author's, for people.
  var proof = "no signature"
}

/// A place that has packages.
protocol PackagePlace: Sendable, CustomStringConvertible {
  /// Empty when it does not have the provider.
  func versions(of provider: ProviderPlatform) async throws(InstallError) -> [Version]
  /// - Throws: ``InstallError`` when it has no such package, or what it says of it cannot be trusted.
  func offer(_ provider: ProviderPlatform, _ version: Version) async throws(InstallError) -> PackageOffer
}
