import Language
import ProviderKit
import Values

/// A server that speaks the provider network mirror protocol
/// (developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol, 2026-11).
struct NetworkMirror: PackagePlace {
  let base: HTTPURL
  let web: WebAnswers

  init(_ text: String, _ web: WebAnswers) throws(InstallError) {
    do {
      base = try HTTPURL(text.hasSuffix("/") ? text : text + "/")
    } catch {
      throw InstallError("The url of a network_mirror is none: \(error).")
    }
    self.web = web
  }

  var description: String { "\(base)" }

  func versions(of provider: ProviderPlatform) async throws(InstallError) -> [Version] {
    guard let index = try await web.json(try url("\(provider.folder)/index.json")) else { return [] }
    return (index.content["versions"]?.members ?? []).compactMap { Version($0.key) }
  }

  func offer(_ provider: ProviderPlatform, _ version: Version) async throws(InstallError) -> PackageOffer {
    let document = try url("\(provider.folder)/\(version).json")
    guard let (content, place) = try await web.json(document),
      let archive = content["archives"]?["\(provider.platform)"], let text = archive["url"]?.asString
    else {
      throw InstallError("\(base) does not have \(provider.address) \(version) for \(provider.platform).")
    }
    do {
      return PackageOffer(
        content: .download(try place.resolving(text)),
        hashes: (archive["hashes"]?.elements ?? []).compactMap(\.asString),
        proof: "by the word of \(base.host)")
    } catch {
      throw InstallError("\(document) names an archive that is no URL: \(error).")
    }
  }

  private func url(_ path: String) throws(InstallError) -> HTTPURL {
    do { return try base.resolving(path) } catch { throw InstallError("\(error)") }
  }
}
