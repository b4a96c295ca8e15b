import Crypto
import Encodings
import ProviderKit
import StateStorage
import Values

extension BackendKind {
  /// A server that takes states by GET, POST and DELETE, and locks by LOCK and UNLOCK; Terraform's `http` backend,
  /// as GitLab serves it.
  static let http = BackendKind(
    "http",
    .backend([
      "address": .text, "update_method": .text, "lock_address": .text, "unlock_address": .text,
      "lock_method": .text, "unlock_method": .text, "username": .text, "password": .secret,
      "skip_cert_verification": .flag, "retry_max": .integer, "retry_wait_min": .integer,
      "retry_wait_max": .integer, "client_ca_certificate_pem": .text, "client_certificate_pem": .text,
      "client_private_key_pem": .secret, "headers": .textMap,
    ])
  ) { try HTTPBackend($0) }
}

/// Keeps one state only: the protocol has no word for workspaces.
struct HTTPBackend: StateBackend {
  private let document: HTTPDocument

  init(_ config: BackendConfig) throws {
    let address = try Self.url(config, config.required("address", "TF_HTTP_ADDRESS"))
    let update = config.string("update_method", "TF_HTTP_UPDATE_METHOD") ?? "POST"
    let lock = try config.string("lock_address", "TF_HTTP_LOCK_ADDRESS").map { try Self.url(config, $0) }
    let unlock = try config.string("unlock_address", "TF_HTTP_UNLOCK_ADDRESS").map {
      try Self.url(config, $0)
    }
    document = HTTPDocument(
      client: HTTPClient(try Self.client(config)), address: address,
      updateMethod: HTTPMethod(rawValue: update), lockAddress: lock, unlockAddress: unlock,
      lockMethod: HTTPMethod(rawValue: config.string("lock_method", "TF_HTTP_LOCK_METHOD") ?? "LOCK"),
      unlockMethod: HTTPMethod(rawValue: config.string("unlock_method", "TF_HTTP_UNLOCK_METHOD") ?? "UNLOCK"),
      headers: Self.headers(config))
  }

  func document(for workspace: String) async throws -> any StateDocument {
    guard workspace == "default" else {
      throw StateError(
        .misconfigured, "The http backend keeps one state only, so there is no workspace but \"default\".")
    }
    return document
  }

  func workspaces() async throws -> [String]? { nil }

  private static func url(_ config: BackendConfig, _ text: String) throws -> HTTPURL {
    do { return try HTTPURL(text) } catch { throw config.problem("\(error)") }
  }

  private static func headers(_ config: BackendConfig) -> HTTPHeaders {
    var headers = HTTPHeaders()
    for (name, value) in config.stringMap("headers") { headers.add(name, value, secret: true) }
    if let user = config.string("username", "TF_HTTP_USERNAME") {
      let password = config.string("password", "TF_HTTP_PASSWORD") ?? ""
      headers["Authorization"] = "Basic " + Base64.standard.encode(Array("\(user):\(password)".utf8))
    }
    return headers
  }

  private static func client(_ config: BackendConfig) throws -> HTTPClient.Configuration {
    var client = config.context.http
    let wait = try config.int("retry_wait_min", "TF_HTTP_RETRY_WAIT_MIN", otherwise: 1)
    let longest = try config.int("retry_wait_max", "TF_HTTP_RETRY_WAIT_MAX", otherwise: 30)
    client.retry = RetryPolicy(
      maxAttempts: max(0, try config.int("retry_max", "TF_HTTP_RETRY_MAX", otherwise: 2)) + 1,
      firstDelay: .seconds(wait), maxDelay: .seconds(longest))
    client.secrets += [config.string("password", "TF_HTTP_PASSWORD")].compactMap { $0 }
    client.tls.verifiesServer = !config.bool("skip_cert_verification")
    client.tls.authorities =
      config.string("client_ca_certificate_pem", "TF_HTTP_CLIENT_CA_CERTIFICATE_PEM").map { Array($0.utf8) }
    let certificate = config.string("client_certificate_pem", "TF_HTTP_CLIENT_CERTIFICATE_PEM")
    let key = config.string("client_private_key_pem", "TF_HTTP_CLIENT_PRIVATE_KEY_PEM")
    if let certificate, let key {
      client.tls.identity = TLSConfiguration.Identity(
        certificate: Array(certificate.utf8), key: Array(key.utf8))
    } else if certificate != nil || key != nil {
      throw config.problem("client_certificate_pem and client_private_key_pem belong together")
    }
    return client
  }
}

/// A state on an HTTP server. The protocol is that of Terraform's documentation of the `http` backend.
struct HTTPDocument: StateDocument {
  let client: HTTPClient
  let address: HTTPURL
  let updateMethod: HTTPMethod
  /// nil where the server knows no locks.
  let lockAddress: HTTPURL?
  let unlockAddress: HTTPURL?
  let lockMethod: HTTPMethod
  let unlockMethod: HTTPMethod
  let headers: HTTPHeaders

  var name: String { "\(address)" }

  func read() async throws -> [UInt8]? {
    let response = try await send(.get, address)
    switch response.status {
    case 200: return response.body.isEmpty ? nil : response.body
    case 204, 404: return nil
    default: throw failure(.unreadable, "read", response)
    }
  }

  func write(_ content: [UInt8]) async throws {
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    headers["Content-MD5"] = Base64.standard.encode(Array(Insecure.MD5.hash(data: content)))
    let held = await HeldLocks.shared.id(for: name)
    let response = try await send(
      updateMethod, address.adding(query: [("ID", held)]), headers, content, failing: .unwritable)
    guard [200, 201, 204].contains(response.status) else { throw failure(.unwritable, "write", response) }
  }

  func remove() async throws {
    let response = try await send(.delete, address, failing: .unwritable)
    guard response.isSuccess || response.status == 404 else { throw failure(.unwritable, "remove", response) }
  }

  func lock(_ holder: LockHolder) async throws -> any StateLock {
    let lock = HTTPLock(document: self, info: holder.document(path: ""), id: holder.id)
    guard let lockAddress else { return lock }
    let response = try await send(lockMethod, lockAddress, Self.json, lock.info, failing: .unwritable)
    switch response.status {
    case 200, 201, 204: break
    case 409, 423:
      let present = LockHolder(response.body)
      // The answer to a first try may have been lost.
      guard present?.id == holder.id else { throw StateError(.locked(present), "") }
    default: throw failure(.unwritable, "lock", response)
    }
    await HeldLocks.shared.set(holder.id, for: name)
    return lock
  }

  func breakLock(_ id: String) async throws {
    let holder = LockHolder(id: id, operation: "", who: "", processID: 0, created: "")
    guard unlockAddress != nil else {
      throw StateError(.notLocked, "\(name) is configured without an unlock_address, so it has no locks.")
    }
    try await unlock(holder.document(path: ""))
  }

  func unlock(_ info: [UInt8]) async throws {
    guard let unlockAddress else { return }
    let response = try await send(unlockMethod, unlockAddress, Self.json, info, failing: .unwritable)
    switch response.status {
    case 200, 201, 204, 404: await HeldLocks.shared.set(nil, for: name)
    case 409, 423: throw StateError(.locked(LockHolder(response.body)), "The lock of \(name) has another id.")
    default: throw failure(.unwritable, "unlock", response)
    }
  }

  private static let json: HTTPHeaders = ["Content-Type": "application/json"]

  /// Everything may be sent twice: what is written is the same both times, and a lock knows its id.
  private func send(
    _ method: HTTPMethod, _ url: HTTPURL, _ headers: HTTPHeaders = HTTPHeaders(), _ body: [UInt8]? = nil,
    failing code: StateError.Code = .unreadable
  ) async throws -> HTTPResponse {
    var request = HTTPRequest(
      method, url, headers: self.headers.merging(headers), body: body.map(HTTPBody.bytes) ?? .none)
    request.isRepeatable = true
    do { return try await client.send(request) } catch let error as HTTPError {
      throw StateError(code, "\(error)")
    }
  }

  private func failure(_ code: StateError.Code, _ doing: String, _ response: HTTPResponse) -> StateError {
    let reason =
      switch response.status {
      case 401: "it wants to know who asks; set username and password"
      case 403: "it does not allow this"
      default: "it answers with the status \(response.status)"
      }
    return StateError(code, "Cannot \(doing) the state at \(name): \(reason).")
  }
}

/// The ids of the locks that this process holds: servers want to see them with what is written.
actor HeldLocks {
  static let shared = HeldLocks()
  private var ids: [String: String] = [:]

  func id(for name: String) -> String? { ids[name] }
  func set(_ id: String?, for name: String) { ids[name] = id }
}

struct HTTPLock: StateLock {
  let document: HTTPDocument
  let info: [UInt8]
  let id: String

  func release() async throws { try await document.unlock(info) }
}
