/// The header fields of a request or a response, in order; names compare without regard to case.
///
/// A description shows the names and the harmless values only: see ``Field/isSecret``.
public struct HTTPHeaders: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public var name: String
    public var value: String
    private let isAddedAsSecret: Bool

    init(_ name: String, _ value: String, secret: Bool = false) {
      self.name = name
      self.value = value
      isAddedAsSecret = secret
    }

    /// Whether the value must never be shown. True for names that usually carry credentials
    /// (`Authorization`, `X-Registry-Auth`, `Cookie`, anything with "token" in it) and for fields that were
    /// added as secret.
    public var isSecret: Bool { isAddedAsSecret || SensitiveNames.isSensitive(headerName: name) }
  }

  public private(set) var fields: [Field] = []

  public init() {}

  /// The first value of a field. Setting it replaces every field of that name; setting nil removes them.
  public subscript(name: String) -> String? {
    get { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
    set {
      fields.removeAll { $0.name.equalsIgnoringCase(name) }
      if let newValue { fields.append(Field(name, newValue)) }
    }
  }

  /// Every value of a field, in order.
  public func values(of name: String) -> [String] {
    fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
  }

  /// Adds a field beside any others of its name.
  public mutating func add(_ name: String, _ value: String, secret: Bool = false) {
    fields.append(Field(name, value, secret: secret))
  }

  /// Replaces every field whose name is in `other` by those of `other`.
  public func merging(_ other: HTTPHeaders) -> HTTPHeaders {
    var merged = self
    merged.fields.removeAll { field in other.fields.contains { $0.name.equalsIgnoringCase(field.name) } }
    merged.fields += other.fields
    return merged
  }

  /// The fields less those named.
  func removing(_ names: Set<String>) -> HTTPHeaders {
    var rest = self
    rest.fields.removeAll { names.contains($0.name.asciiLowercased) }
    return rest
  }

  /// The fields less those that carry credentials: what another server may see.
  func removingSecrets() -> HTTPHeaders {
    var rest = self
    rest.fields.removeAll(where: \.isSecret)
    return rest
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field($0, $1) }
  }
}

extension HTTPHeaders.Field: CustomStringConvertible, CustomReflectable {
  public var description: String { isSecret ? "\(name): \(Redactor.mask)" : "\(name): \(value)" }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}

extension HTTPHeaders: CustomStringConvertible, CustomReflectable {
  public var description: String { "[\(fields.map(\.description).joined(separator: ", "))]" }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}

// MARK: What may stand in a field

extension HTTPHeaders.Field {
  /// A field read from a line `name: value` without its line end; nil when it is malformed.
  ///
  /// Strict where leniency has been a way to smuggle (RFC 9112, section 5): no space before the colon, no
  /// folded lines, no control characters.
  init?(line: ArraySlice<UInt8>) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = String(decoding: line[..<colon], as: UTF8.self)
    let value = String(decoding: line[(colon + 1)...].trimmingSpaces, as: UTF8.self)
    self.init(name, value)
    guard isWellFormed else { return nil }
  }

  /// Whether the name is a token and the value free of control characters other than tab.
  var isWellFormed: Bool {
    name.isToken && value.utf8.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
  }
}

extension String {
  /// Whether this is a token (RFC 9110, section 5.6.2): what methods and field names are made of.
  var isToken: Bool {
    !isEmpty && utf8.allSatisfy { $0.isASCIIAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains($0) }
  }
}
