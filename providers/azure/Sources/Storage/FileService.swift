import Encodings
import Hashing
import ProviderAPI
import ProviderKit
import Values

/// The files of a share, at the address of its account.
///
/// Protocol: learn.microsoft.com "File service REST API", version 2022-11-02, the first that takes tokens of the directory.
/// Refusals are XML, and the header `x-ms-error-code` says which.
struct FileService: Sendable {
  let address: FileAddress
  private let client: AzureClient
  private let url: HTTPURL

  static let version = "2022-11-02"
  /// What one write takes at most, in bytes ("Put Range").
  static let limit = 4 << 20
  /// The names of a new account and a new share are not known everywhere at once.
  private static let patience = Duration.seconds(120)

  init(_ address: FileAddress, _ client: AzureClient) async throws {
    self.address = address
    self.client = client
    url = try AzureCloud.address(address.origin)
    let suffix = try await client.session.cloud().storageSuffix
    guard url.host.hasSuffix(".file.\(suffix)") || url.host.hasSuffix(".file.localhost") else {
      throw ProviderError(
        .invalid,
        "\(url.host) is no file service of this cloud, whose names end with .file.\(suffix).")
    }
  }

  // MARK: Files

  /// The headers that describe a file; nil when there is none.
  func file() async throws -> HTTPHeaders? { try await found() }

  /// Makes a file of nothing but zeros, or makes it so: it takes the place of another.
  func create(size: Int, _ properties: HTTPHeaders, _ metadata: [String: String]) async throws {
    var headers = properties.merging(Self.headers(metadata))
    headers["x-ms-type"] = "file"
    headers["x-ms-content-length"] = String(size)
    try await patiently { _ = try await send(.put, headers: headers) }
  }

  /// Writes bytes at a place, which the service compares with their digest.
  func write(_ bytes: [UInt8], at offset: Int) async throws {
    let headers: HTTPHeaders = [
      "x-ms-range": "bytes=\(offset)-\(offset + bytes.count - 1)", "x-ms-write": "update",
      "Content-MD5": Base64.standard.encode(DigestAlgorithm.md5.digest(of: bytes)),
    ]
    _ = try await send(.put, [("comp", "range")], headers: headers, body: bytes)
  }

  /// Changes all properties: those that are not named go.
  func change(_ properties: HTTPHeaders) async throws {
    _ = try await send(.put, [("comp", "properties")], headers: properties)
  }

  func change(metadata: [String: String]) async throws {
    _ = try await send(.put, [("comp", "metadata")], headers: Self.headers(metadata))
  }

  // MARK: Folders

  func folder() async throws -> HTTPHeaders? { try await found([("restype", "directory")]) }

  func createFolder(_ metadata: [String: String]) async throws {
    try await patiently {
      _ = try await send(.put, [("restype", "directory")], headers: Self.headers(metadata))
    }
  }

  func changeFolder(metadata: [String: String]) async throws {
    _ = try await send(
      .put, [("restype", "directory"), ("comp", "metadata")], headers: Self.headers(metadata))
  }

  // MARK: Both

  /// That it is gone already is success.
  func delete(isFolder: Bool = false) async throws {
    do {
      _ = try await send(.delete, isFolder ? [("restype", "directory")] : [])
    } catch let error as ProviderError where error.code == .notFound {}
  }

  private static func headers(_ metadata: [String: String]) -> HTTPHeaders {
    var headers = HTTPHeaders()
    for (name, value) in metadata { headers["x-ms-meta-\(name)"] = value }
    return headers
  }

  static func metadata(in headers: HTTPHeaders) -> [String: String] {
    let prefix = "x-ms-meta-"
    let pairs = headers.fields.filter { $0.name.lowercased().hasPrefix(prefix) }
      .map { (String($0.name.dropFirst(prefix.count)), $0.value) }
    return Dictionary(pairs) { first, _ in first }
  }

  // MARK: Requests

  /// nil when it is gone, or the account is with all that was in it.
  private func found(_ query: [(String, String?)] = []) async throws -> HTTPHeaders? {
    do { return try await send(.head, query).headers } catch let error as ProviderError
      where error.code == .notFound
    {
      return nil
    } catch let error as ProviderError where error.code == .unavailable {
      if try await client.storageAccount(named: address.account) == nil { return nil }
      throw error
    }
  }

  private func send(
    _ method: HTTPMethod, _ query: [(String, String?)] = [], headers: HTTPHeaders = [:], body: [UInt8] = []
  ) async throws -> HTTPResponse {
    let api = APIClient(client.session.http, at: url, failures: AzureFailure.table)
    let path: APIPath = "/\(path: ([address.share] + address.path).joined(separator: "/"))"
    var request = try api.request(method, path)
    request.url = request.url.adding(query: query)
    request.headers = headers
    request.headers["x-ms-version"] = Self.version
    if !body.isEmpty { request.body = .bytes(body) }
    return try await authorized(request, api)
  }

  private func authorized(_ request: HTTPRequest, _ api: APIClient) async throws -> HTTPResponse {
    var request = request
    guard client.habits.usesDirectoryForFiles else {
      let key = try await client.storageKeys.key(of: address.account)
      request.headers["x-ms-date"] = Timestamp.now().httpDate
      request.headers["Authorization"] = key.authorization(of: request)
      return try await api.send(request)
    }
    // Without it the service asks for rights on each file.
    request.headers["x-ms-file-request-intent"] = "backup"
    return try await client.session.withToken(for: try await client.session.cloud().storageAudience) {
      token in
      request.headers["Authorization"] = "Bearer \(token.text)"
      return try await api.send(request)
    }
  }

  /// What `body` does, done again while a new share or its account is not known everywhere.
  private func patiently(_ body: () async throws -> Void) async throws {
    var waited = Duration.zero
    while true {
      do { return try await body() } catch let error as ProviderError {
        let isAwaited = error.code == .unavailable || error.azureCode == "ShareNotFound"
        guard isAwaited, waited < Self.patience, client.session.hasMade(share: address) else { throw error }
        try await pause(for: .seconds(2), clock: client.session.clock)
        waited += .seconds(2)
      }
    }
  }
}

extension AzureSession {
  /// Whether a share was made here in the last minutes.
  func hasMade(share address: FileAddress) -> Bool {
    let end = "/storageaccounts/\(address.account)/fileservices/default/shares/\(address.share)"
    return madeRecently { $0.key.hasSuffix(end.lowercased()) }
  }
}

/// The keys of storage accounts, each asked for once.
actor StorageKeys {
  private let load: @Sendable (_ account: String) async throws -> SharedKey
  private var known: [String: SharedKey] = [:]

  init(load: @escaping @Sendable (_ account: String) async throws -> SharedKey) { self.load = load }

  func key(of account: String) async throws -> SharedKey {
    if let key = known[account] { return key }
    let key = try await load(account)
    known[account] = key
    return key
  }
}
