import Language
import ProviderKit
import Values

/// Speaks the module registry protocol, version 1, to any registry.
///
/// Source: developer.hashicorp.com/terraform/internals/module-registry-protocol and
/// …/remote-service-discovery, 2026-11.
struct ModuleRegistry {
  private let web: WebReader
  private let fetcher: RemoteFetcher
  /// The address of each host's module service.
  private var services: [String: HTTPURL] = [:]

  init(_ fetcher: RemoteFetcher) {
    self.fetcher = fetcher
    web = fetcher.web
  }

  /// All versions of a module.
  mutating func versions(of module: RegistryModule) async throws(ModuleError) -> [Version] {
    let answer = try await web.get(try await url(of: module, "versions"))
    guard answer.status == 200 else { throw refused(answer, "There is no module \(module)") }
    let listed = try json(answer)["modules"]?[0]?["versions"]?.elements ?? []
    return listed.compactMap { ($0["version"]?.asString).flatMap { Version($0) } }
  }

  /// One version, as it is at the place that the registry names.
  mutating func download(
    _ module: RegistryModule, _ version: Version
  ) async throws(ModuleError) -> RemoteFetcher.Fetched {
    let answer = try await web.get(try await url(of: module, "\(version)/download"))
    guard answer.status == 204 || answer.status == 200 else {
      throw refused(answer, "\(module) cannot be downloaded")
    }
    var fetched = try await fetcher.fetch(try RemoteSource(try place(in: answer), from: answer.url))
    // Archives that GitHub makes have one directory around everything, mirrors do not.
    while fetched.subdirectory.first == "*" {
      fetched.subdirectory.removeFirst()
      do { fetched.package = try fetched.package.withoutRoot() } catch {
        throw ModuleError(error, in: fetched.origin)
      }
    }
    return fetched
  }

  // MARK: Requests

  private mutating func url(of module: RegistryModule, _ end: String) async throws(ModuleError) -> HTTPURL {
    let service = try await service(of: module.host)
    let path = "\(module.namespace)/\(module.name)/\(module.system)/\(end)"
    return try resolve(path, from: service)
  }

  /// The module service of a host, found by its discovery document.
  private mutating func service(of host: String) async throws(ModuleError) -> HTTPURL {
    if let known = services[host] { return known }
    let place: HTTPURL
    do {
      place = try HTTPURL("https://\(host)/.well-known/terraform.json")
    } catch {
      throw ModuleError(error.message)
    }
    let answer = try await web.get(place)
    guard answer.status == 200, let path = try json(answer)["modules.v1"]?.asString else {
      throw refused(answer, "\(host) is no module registry")
    }
    let service = try resolve(path.hasSuffix("/") ? path : path + "/", from: answer.url)
    services[host] = service
    return service
  }

  /// The place that a download answer names, in a header or, in newer registries, in the body.
  private func place(in answer: WebReader.Answer) throws(ModuleError) -> String {
    if let location = answer.location { return location }
    guard let location = try json(answer)["location"]?.asString else {
      throw ModuleError("\(answer.url) does not say where the module can be had.")
    }
    return location
  }

  private func resolve(_ path: String, from base: HTTPURL) throws(ModuleError) -> HTTPURL {
    do {
      return try base.resolving(path)
    } catch {
      throw ModuleError(error.message)
    }
  }

  private func json(_ answer: WebReader.Answer) throws(ModuleError) -> JSON {
    do {
      return try JSON.parse(answer.body)
    } catch {
      throw ModuleError("\(answer.url) answered with something that is no JSON.")
    }
  }

  private func refused(_ answer: WebReader.Answer, _ problem: String) -> ModuleError {
    ModuleError("\(problem): \(answer.url) answered with status \(answer.status).")
  }
}
