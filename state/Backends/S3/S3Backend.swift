import AWSSigning
import Encodings
import ProviderKit
import StateStorage
import Values

extension BackendKind {
  /// Objects in a bucket of S3, or of a server that speaks its protocol.
  static let s3 = BackendKind("s3", schema) { try await S3Backend($0) }

  private static let schema = BlockSchema.backend(
    texts([
      "bucket", "key", "region", "workspace_key_prefix", "acl", "kms_key_id", "access_key", "profile",
      "endpoint",
      "shared_config_file", "shared_credentials_file", "sts_endpoint", "sts_region", "custom_ca_bundle",
      "role_arn", "session_name", "external_id", "http_proxy", "https_proxy", "no_proxy", "retry_mode",
      "dynamodb_table", "dynamodb_endpoint", "ec2_metadata_service_endpoint",
      "ec2_metadata_service_endpoint_mode",
    ]).merging([
      "secret_key": .secret, "token": .secret, "sse_customer_key": .secret,
      "encrypt": .flag, "use_lockfile": .flag, "use_path_style": .flag, "force_path_style": .flag,
      "insecure": .flag, "skip_credentials_validation": .flag, "skip_region_validation": .flag,
      "skip_requesting_account_id": .flag, "skip_metadata_api_check": .flag, "skip_s3_checksum": .flag,
      "use_dualstack_endpoint": .flag, "use_fips_endpoint": .flag, "max_retries": .integer,
      "shared_config_files": .textList, "shared_credentials_files": .textList,
      "allowed_account_ids": .textList, "forbidden_account_ids": .textList,
      "endpoints": nested(["s3", "sts", "iam", "sso", "dynamodb"]),
      "assume_role": nested(
        ["role_arn", "session_name", "external_id", "duration", "policy", "source_identity"],
        ["policy_arns": .textList, "tags": .textMap, "transitive_tag_keys": .textList]),
      "assume_role_with_web_identity": nested(
        ["role_arn", "session_name", "duration", "policy", "web_identity_token_file"],
        ["policy_arns": .textList, "web_identity_token": .secret]),
    ]) { $1 })

  private static func texts(_ names: [String]) -> [String: AttributeSchema] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, .text) })
  }

  private static func nested(
    _ names: [String], _ others: [String: AttributeSchema] = [:]
  ) -> AttributeSchema {
    let attributes = texts(names).merging(others) { $1 }
    return AttributeSchema(
      .object(ObjectType(attributes.mapValues(\.type), optional: Set(attributes.keys))), .optional,
      nested: NestedAttributes(.single, attributes))
  }
}

struct S3Backend: StateBackend {
  private let bucket: S3Bucket
  private let key: String
  private let workspacePrefix: String
  private let encryption: S3Encryption
  private let usesLockFile: Bool

  init(_ config: BackendConfig) async throws {
    if config.string("dynamodb_table") != nil {
      throw config.problem(
        "dynamodb_table is not supported. Set use_lockfile = true: the lock is then an object beside the state"
      )
    }
    key = try config.required("key")
    guard !key.hasPrefix("/"), !key.hasSuffix("/") else {
      throw config.problem("\"key\" must neither begin nor end with a slash")
    }
    workspacePrefix = config.string("workspace_key_prefix") ?? "env:"
    usesLockFile = config.bool("use_lockfile")
    encryption = try S3Encryption(config)
    bucket = try await S3Bucket(config)
  }

  private func key(of workspace: String) -> String {
    workspace == "default" ? key : "\(workspacePrefix)/\(workspace)/\(key)"
  }

  func document(for workspace: String) async throws -> any StateDocument {
    S3Document(
      bucket: bucket, key: key(of: workspace), encryption: encryption, usesLockFile: usesLockFile)
  }

  func workspaces() async throws -> [String]? {
    try await bucket.keys(beginningWith: "\(workspacePrefix)/").compactMap { found in
      let rest = found.dropFirst(workspacePrefix.count + 1)
      guard let slash = rest.firstIndex(of: "/"), rest[rest.index(after: slash)...] == key else { return nil }
      return String(rest[..<slash])
    }
  }
}

/// How the server is to encrypt what it keeps; not to be taken for the encryption of states by this program.
struct S3Encryption: Sendable {
  private(set) var headers: [String: String] = [:]
  /// Those that reading takes as well: the key is the client's.
  private(set) var readingHeaders: [String: String] = [:]

  init(_ config: BackendConfig) throws {
    if let acl = config.string("acl") { headers["x-amz-acl"] = acl }
    if let key = config.string("sse_customer_key", "AWS_SSE_CUSTOMER_KEY") {
      guard let bytes = Base64.standard.decode(key), bytes.count == 32 else {
        throw config.problem("\"sse_customer_key\" must be 32 bytes in Base64")
      }
      let name = "x-amz-server-side-encryption-customer"
      readingHeaders = [
        "\(name)-algorithm": "AES256", "\(name)-key": key, "\(name)-key-md5": S3Bucket.md5(bytes),
      ]
      headers.merge(readingHeaders) { $1 }
    } else if config.bool("encrypt") {
      let key = config.string("kms_key_id")
      headers["x-amz-server-side-encryption"] = key == nil ? "AES256" : "aws:kms"
      headers["x-amz-server-side-encryption-aws-kms-key-id"] = key
    }
  }
}

/// A state in an object. Its lock is an object beside it, made on the condition that there is none.
struct S3Document: StateDocument {
  let bucket: S3Bucket
  let key: String
  let encryption: S3Encryption
  let usesLockFile: Bool

  var name: String { "s3://\(bucket.name)/\(key)" }

  /// What Terraform calls it.
  fileprivate var lockKey: String { "\(key).tflock" }

  func read() async throws -> [UInt8]? { try await bucket.get(key, encryption.readingHeaders) }

  func write(_ content: [UInt8]) async throws {
    var headers = encryption.headers
    headers["content-type"] = "application/json"
    headers["content-md5"] = S3Bucket.md5(content)
    _ = try await bucket.put(key, content, headers)
  }

  func remove() async throws { try await bucket.delete(key) }

  func lock(_ holder: LockHolder) async throws -> any StateLock {
    let lock = S3Lock(document: self, holder: holder)
    if usesLockFile { try await lock.take() }
    return lock
  }

  func breakLock(_ id: String) async throws {
    guard let present = try await self.holder() else {
      throw StateError(
        .notLocked, "The state is not locked: there is no \(lockKey) in the bucket \(bucket.name).")
    }
    guard present.id == id else {
      throw StateError(.locked(present), "The lock has another id: \(present.id).")
    }
    try await bucket.delete(lockKey)
  }

  fileprivate func holder() async throws -> LockHolder? {
    guard let content = try await bucket.get(lockKey, encryption.readingHeaders) else { return nil }
    // A lock is one whatever is in it: a server may have kept only a part of what was sent.
    return LockHolder(content)
      ?? LockHolder(id: "unreadable", operation: "", who: "somebody", processID: 0, created: "")
  }
}

struct S3Lock: StateLock {
  let document: S3Document
  let holder: LockHolder

  func take() async throws {
    var headers = document.encryption.headers
    headers["if-none-match"] = "*"
    headers["content-type"] = "application/json"
    let info = holder.document(path: "\(document.bucket.name)/\(document.key)")
    if try await document.bucket.put(document.lockKey, info, headers) { return }
    let present = try await document.holder()
    // The answer to a first try may have been lost.
    guard present?.id == holder.id else { throw StateError(.locked(present), "") }
  }

  func isIntact() async throws -> Bool {
    guard document.usesLockFile, try await document.holder()?.id != holder.id else { return true }
    try await take()
    return false
  }

  func release() async throws {
    guard document.usesLockFile, try await document.holder()?.id == holder.id else { return }
    try await document.bucket.delete(document.lockKey)
  }
}
