/// How the two sides of a TLS connection know each other. Everything is in memory: no file is read.
public struct TLSConfiguration: Hashable, Sendable {
  /// A certificate and its key, in PEM.
  public struct Identity: Hashable, Sendable {
    /// The certificate, then any intermediate ones.
    public var certificate: [UInt8]
    public var key: [UInt8]

    public init(certificate: [UInt8], key: [UInt8]) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// Whom to trust, in PEM; nil for those the system trusts.
  public var authorities: [UInt8]?
  /// Who we are, for servers that ask.
  public var identity: Identity?
  /// Whether the server must prove who it is. Without that, anyone on the way can read and change everything.
  public var verifiesServer = true
  /// Whether certificates with short keys or old signatures count. Only where exactly one certificate is trusted and
  /// nobody else is on the way.
  public var acceptsWeakCertificates = false
  /// The name that the server's certificate must carry, when it is not the host of the URL.
  public var serverName: String?

  public init() {}
}

extension TLSConfiguration: CustomStringConvertible, CustomReflectable {
  public var description: String {
    "TLS \(verifiesServer ? "verified" : "unverified")\(identity == nil ? "" : " with a client certificate")"
  }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}
