import Values

/// The members of one kind of object, in the words of the configuration and of the API.
struct Shape: Sendable {
  var fields: [Field]

  subscript(name: String) -> Field? {
    get { fields.first { $0.name == name } }
    set {
      guard let index = fields.firstIndex(where: { $0.name == name }), let newValue else { return }
      fields[index] = newValue
    }
  }
}

/// One member: an attribute or kind of block of the configuration, and the member of the API's object that it
/// stands for.
struct Field: Sendable {
  indirect enum Kind: Sendable {
    case bool
    case int
    case number
    case string
    /// An integer that the configuration has as a string, so that 0 and nothing differ.
    case count
    /// An integer or a string, as a string.
    case intOrString
    /// Permission bits, in octal.
    case mode
    /// An amount such as `500Mi`: what it means counts.
    case quantity
    case map
    case quantities
    /// A map of texts that the API has in Base64.
    case base64Map
    case list(Scalar)
    case set(Scalar)
    /// At most one block.
    case block(Shape)
    case blocks(Shape)
    case blockSet(Shape)
    /// At most one block whose members stand among those around it in the API's object.
    case inline(Shape)

    var shape: Shape? {
      switch self {
      case .block(let shape), .blocks(let shape), .blockSet(let shape), .inline(let shape): shape
      case .bool, .int, .number, .string, .count, .intOrString, .mode, .quantity, .map, .quantities,
        .base64Map, .list, .set:
        nil
      }
    }
  }

  enum Scalar: Sendable {
    case string
    case int
  }

  /// `image_pull_policy`
  var name: String
  /// `imagePullPolicy`
  var api: String
  var kind: Kind
  var origin = AttributeSchema.Origin.optional
  var summary: String
  /// A change of it, or of anything in it, cannot be made in place.
  var isFixed = false
  var isSensitive = false
  /// Whether an empty string is not the same as none.
  var keepsEmpty = false
  /// What it can be; empty for anything.
  var choices: [String] = []
  /// The member that tells the objects of a list apart, as the API spells it.
  var key: String?
  var deprecation: String?
  /// What servers fill in: an import takes it as not set.
  var usual: Value?
  /// Whether it is the provider's own, and no part of the API's object.
  var isLocal = false
  /// Whether a change of it changes the API's object, although it is the provider's own.
  var isContent = false
  /// Whether it is recorded nowhere.
  var isWriteOnly = false
  /// What must be set together with it.
  var needs: [String] = []

  init(_ name: String, _ kind: Kind, _ summary: String, api: String? = nil) {
    self.name = name
    self.api = api ?? Self.camelCased(name)
    self.kind = kind
    self.summary = summary
  }

  /// `image_pull_policy` -> `imagePullPolicy`
  static func camelCased(_ name: String) -> String {
    let words = name.split(separator: "_")
    guard let first = words.first else { return name }
    return words.dropFirst().reduce(String(first)) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }

  /// Whether the server decides it where the configuration does not.
  var isInferred: Bool { origin == .optionalComputed || origin == .computed }
}
