import Addresses
public import Values

/// One line of a journal.
enum JournalRecord: Hashable, Sendable {
  /// The snapshot that the records after it build on.
  case base(lineage: String, serial: Int)
  case begin(Intent)
  /// Changes that happened together, and the intent that they settle.
  case changes([StateChange], closing: String?)
  /// A snapshot with all changes before this line is about to be written to a document elsewhere.
  case sent(serial: Int, digest: UInt32)
}

extension JournalRecord {
  /// `CHECKSUM JSON\n`, the checksum in eight hexadecimal digits over the JSON's bytes.
  static func line(_ text: [UInt8]) -> [UInt8] {
    let sum = String(Checksum.of(text), radix: 16)
    let padded = String(repeating: "0", count: 8 - sum.utf8.count) + sum
    return Array(padded.utf8) + [UInt8(ascii: " ")] + text + [UInt8(ascii: "\n")]
  }

  /// What a line without its end says; nil when it is not whole.
  static func content(of line: ArraySlice<UInt8>) -> JSON? {
    guard line.count > 9, line[line.startIndex + 8] == UInt8(ascii: " "),
      let sum = UInt32(String(decoding: line.prefix(8), as: UTF8.self), radix: 16),
      Checksum.of(line.dropFirst(9)) == sum
    else { return nil }
    return try? JSON.parse(Array(line.dropFirst(9)))
  }

  var json: JSON {
    switch self {
    case .base(let lineage, let serial):
      .object([
        .init("record", .string("base")), .init("lineage", .string(lineage)),
        .init("serial", .number(Number(serial))),
      ])
    case .begin(let intent):
      .object([
        .init("record", .string("begin")), .init("id", .string(intent.id)),
        .init("action", .string(intent.action.rawValue)), .init("address", .string(intent.address)),
        .init("provider", .string(intent.provider)), .init("begun", .string(intent.begun)),
        .init("planned", intent.planned),
      ])
    case .changes(let changes, let closing):
      .object([
        .init("record", .string("changes")), .init("closing", closing.map(JSON.string) ?? .null),
        .init("changes", .array(changes.map(\.json))),
      ])
    case .sent(let serial, let digest):
      .object([
        .init("record", .string("sent")), .init("serial", .number(Number(serial))),
        .init("digest", .number(Number(Int(digest)))),
      ])
    }
  }

  init?(_ json: JSON) {
    switch json["record"]?.asString {
    case "base":
      guard let lineage = json["lineage"]?.asString, let serial = json["serial"]?.asInt else { return nil }
      self = .base(lineage: lineage, serial: serial)
    case "begin":
      guard let intent = Intent(json) else { return nil }
      self = .begin(intent)
    case "changes":
      guard let members = json["changes"]?.elements else { return nil }
      let changes = members.compactMap(StateChange.init)
      guard changes.count == members.count else { return nil }
      self = .changes(changes, closing: json["closing"]?.asString)
    case "sent":
      guard let serial = json["serial"]?.asInt,
        let digest = json["digest"]?.asInt.flatMap({ UInt32(exactly: $0) })
      else { return nil }
      self = .sent(serial: serial, digest: digest)
    default: return nil
    }
  }
}

extension Intent {
  fileprivate init?(_ json: JSON) {
    guard let id = json["id"]?.asString, let action = json["action"]?.asString.flatMap(Action.init),
      let address = json["address"]?.asString, let provider = json["provider"]?.asString
    else { return nil }
    self.init(
      id: id, action: action, address: address, provider: provider, planned: json["planned"] ?? .null,
      begun: json["begun"]?.asString ?? "")
  }
}

extension StateChange {
  /// The change as journals and saved plans hold it.
  public var json: JSON {
    switch self {
    case .object(let address, let deposedKey, let object, let provider):
      .object([
        .init("object", object.map(\.json) ?? .null), .init("address", .string("\(address)")),
        .init("deposed", deposedKey.map(JSON.string) ?? .null), .init("provider", .string("\(provider)")),
      ])
    case .depose(let address, let deposedKey):
      .object([.init("depose", .string("\(address)")), .init("deposed", .string(deposedKey))])
    case .output(let name, let output):
      .object([.init("output", .string(name)), .init("is", output.map(\.json) ?? .null)])
    case .checks(let results): ["checks": results]
    }
  }

  public init?(_ json: JSON) {
    if let name = json["output"]?.asString {
      guard let recorded = json["is"] else { return nil }
      if recorded == .null {
        self = .output(name, nil)
      } else if let output = try? OutputState(recorded) {
        self = .output(name, output)
      } else {
        return nil
      }
    } else if let results = json["checks"] {
      self = .checks(results)
    } else if let text = json["depose"]?.asString {
      guard let address = ResourceInstanceAddress(text), let key = json["deposed"]?.asString else {
        return nil
      }
      self = .depose(address, deposedKey: key)
    } else {
      guard let address = json["address"]?.asString.flatMap({ ResourceInstanceAddress($0) }),
        let provider = json["provider"]?.asString.flatMap({ ProviderConfigAddress($0) }),
        let recorded = json["object"]
      else { return nil }
      let object = recorded == .null ? nil : try? ObjectState(recorded)
      guard object != nil || recorded == .null else { return nil }
      self = .object(address, deposedKey: json["deposed"]?.asString, object: object, provider: provider)
    }
  }
}
