import Addresses
import Language
import ProviderKit
import Values

/// The registry of a provider's own host (developer.hashicorp.com/terraform/internals/provider-registry-protocol and
/// …/remote-service-discovery, 2026-11).
struct ProviderRegistry: PackagePlace {
  let web: WebAnswers
  let signatures: SignatureCheck
  /// Services that the user says are elsewhere, by host.
  let services: [String: [String: String]]

  var description: String { "the registry" }

  func versions(of provider: ProviderPlatform) async throws(InstallError) -> [Version] {
    guard let answer = try await web.json(try await url(of: provider, "versions")) else { return [] }
    let versions = answer.content["versions"]?.elements ?? []
    return versions.filter { Self.serves($0, provider.platform) }.compactMap {
      $0["version"]?.asString.flatMap { Version($0) }
    }
  }

  /// Whether a version is for the platform, and speaks a protocol that is spoken here, as far as the registry says.
  private static func serves(_ version: JSON, _ platform: Platform) -> Bool {
    let protocols = (version["protocols"]?.elements ?? []).compactMap {
      $0.asString?.split(separator: ".").first
    }
    let platforms = version["platforms"]?.elements ?? []
    return (protocols.isEmpty || protocols.contains("5") || protocols.contains("6"))
      && (platforms.isEmpty
        || platforms.contains {
          $0["os"]?.asString == platform.system && $0["arch"]?.asString == platform.architecture
        })
  }

  func offer(_ provider: ProviderPlatform, _ version: Version) async throws(InstallError) -> PackageOffer {
    let platform = provider.platform
    let place = try await url(
      of: provider, "\(version)/download/\(platform.system)/\(platform.architecture)")
    guard let (content, url) = try await web.json(place) else {
      throw InstallError(
        "\(provider.address.host) does not have \(provider.address) \(version) for \(platform).")
    }
    let name = content["filename"]?.asString ?? provider.archiveName(version)
    let package = try Self.url("download_url", of: content, at: url)
    let sums = try await checksums(content, at: url)
    guard let sum = sums.list[name] else {
      throw InstallError("The checksums of \(provider.address) \(version) do not have \(name).")
    }
    return PackageOffer(
      content: .download(package), hashes: ["zh:\(sum)"], lockedHashes: sums.list.values.map { "zh:\($0)" },
      proof: "signed with key \(sums.key)")
  }

  /// The list of checksums, which the author has signed.
  private func checksums(
    _ content: JSON, at url: HTTPURL
  ) async throws(InstallError) -> (list: [String: String], key: String) {
    let keys = (content["signing_keys"]?["gpg_public_keys"]?.elements ?? [])
      .compactMap { $0["ascii_armor"]?.asString }
    let (list, place) = try await document("shasums_url", of: content, at: url)
    let (signature, _) = try await document("shasums_signature_url", of: content, at: url)
    do throws(InstallError) {
      let key = try await signatures.verify(list, signature: signature, keys: keys)
      return (Self.checksums(String(decoding: list, as: UTF8.self)), key)
    } catch {
      throw InstallError("\(place) cannot be trusted: \(error)")
    }
  }

  /// By file name, as sha256sum(1) writes them.
  private static func checksums(_ text: String) -> [String: String] {
    var checksums: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ")
      guard parts.count == 2 else { continue }
      checksums[String(parts[1].drop { $0 == "*" })] = parts[0].lowercased()
    }
    return checksums
  }

  private func document(
    _ name: String, of content: JSON, at url: HTTPURL
  ) async throws(InstallError) -> ([UInt8], HTTPURL) {
    let place = try Self.url(name, of: content, at: url)
    guard let answer = try await web.bytes(place) else { throw InstallError("There is no \(place).") }
    return answer
  }

  private static func url(
    _ name: String, of content: JSON, at url: HTTPURL
  ) throws(InstallError) -> HTTPURL {
    guard let text = content[name]?.asString else { throw InstallError("\(url) lacks \"\(name)\".") }
    do { return try url.resolving(text) } catch {
      throw InstallError("\(url) has a \"\(name)\" that is no URL.")
    }
  }

  private func url(of provider: ProviderPlatform, _ end: String) async throws(InstallError) -> HTTPURL {
    let address = provider.address
    let service = try await service(of: address.host)
    do {
      return try service.resolving("\(address.namespace)/\(address.type)/\(end)")
    } catch {
      throw InstallError("\(error)")
    }
  }

  private func service(of host: String) async throws(InstallError) -> HTTPURL {
    do {
      let discovery = try HTTPURL("https://\(host)/.well-known/terraform.json")
      if let known = services[host]?["providers.v1"] { return try discovery.resolving(known.asFolder) }
      guard let (content, url) = try await web.json(discovery), let path = content["providers.v1"]?.asString
      else {
        throw InstallError("\(host) is no provider registry.")
      }
      return try url.resolving(path.asFolder)
    } catch let error as InstallError {
      throw error
    } catch {
      throw InstallError("\(error)")
    }
  }
}

extension String {
  fileprivate var asFolder: String { hasSuffix("/") ? self : self + "/" }
}
