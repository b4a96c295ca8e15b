import Crypto
import Encodings

/// Who a request is from.
public struct AWSCredentials: Hashable, Sendable {
  public var accessKey: String
  public var secretKey: String
  /// Of temporary credentials.
  public var sessionToken: String?

  public init(accessKey: String, secretKey: String, sessionToken: String? = nil) {
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.sessionToken = sessionToken
  }
}

extension AWSCredentials: CustomStringConvertible, CustomReflectable {
  public var description: String { "credentials of \(accessKey)" }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}

/// Signs requests to AWS and to what speaks like it: Signature Version 4 (AWS General Reference, "Signing AWS API
/// requests").
public struct RequestSigner: Sendable {
  private let credentials: AWSCredentials
  private let region: String
  private let service: String

  public init(credentials: AWSCredentials, region: String, service: String) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// A request as it is signed.
  public struct Request: Sendable {
    public var method: String
    /// What `Host` says.
    public var host: String
    /// As it is sent: percent-encoded but for unreserved characters and slashes.
    public var path: String
    /// Not encoded.
    public var query: [(name: String, value: String)]
    /// Those to sign besides the signature's own, with lower-case names.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(
      method: String, host: String, path: String, query: [(name: String, value: String)] = [],
      headers: [String: String] = [:], body: [UInt8] = []
    ) {
      self.method = method
      self.host = host
      self.path = path
      self.query = query
      self.headers = headers
      self.body = body
    }
  }

  /// The header fields to send: those of the request and those that sign it, without `host`.
  ///
  /// - Parameter time: now, as `20150830T123600Z`.
  public func headers(of request: Request, at time: String) -> [String: String] {
    let digest = Hexadecimal.encode(SHA256.hash(data: request.body))
    var headers = request.headers
    headers["x-amz-date"] = time
    headers["x-amz-content-sha256"] = digest
    if let token = credentials.sessionToken { headers["x-amz-security-token"] = token }
    var signed = headers
    signed["host"] = request.host
    headers["authorization"] = authorization(request, signed, digest, time)
    return headers
  }

  private func authorization(
    _ request: Request, _ headers: [String: String], _ digest: String, _ time: String
  ) -> String {
    let names = headers.keys.sorted()
    let signedHeaders = names.joined(separator: ";")
    let canonical = [
      request.method, request.path, Self.canonicalQuery(request.query),
      names.map { "\($0):\(Self.trimmed(headers[$0] ?? ""))\n" }.joined(), signedHeaders, digest,
    ].joined(separator: "\n")
    let day = String(time.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let hashed = Hexadecimal.encode(SHA256.hash(data: Array(canonical.utf8)))
    let text = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(hashed)"
    let signature = Hexadecimal.encode(Self.hmac(text, key(day)))
    return "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope), SignedHeaders=\(signedHeaders), "
      + "Signature=\(signature)"
  }

  private func key(_ day: String) -> [UInt8] {
    [day, region, service, "aws4_request"].reduce(Array("AWS4\(credentials.secretKey)".utf8)) {
      Self.hmac($1, $0)
    }
  }

  private static func hmac(_ text: String, _ key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
  }

  static func canonicalQuery(_ items: [(name: String, value: String)]) -> String {
    items.map { (encode($0.name), encode($0.value)) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  /// Percent-encoded but for unreserved characters (RFC 3986, section 2.3).
  public static func encode(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    return text.utf8.map { byte in
      if plain.contains(byte) { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0\(digits)" : digits)
    }.joined()
  }

  private static func trimmed(_ value: String) -> String {
    value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }
}
