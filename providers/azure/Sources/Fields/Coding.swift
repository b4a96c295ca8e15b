import Values

/// How the values of an attribute are written for Azure, and read from what it answers.
struct Coding: Sendable {
  let type: ValueType
  /// nil for what says nothing.
  let write: @Sendable (Value) -> JSON?
  /// nil when it is of another kind.
  let read: @Sendable (JSON) -> Value?
  /// Whether what Azure gives back of it is only its keys: the values are secret.
  var hidesValues = false
}

extension Coding {
  static let text = Coding(
    type: .string, write: { $0.asString?.nonEmpty.map(JSON.string) },
    read: { json in json.asString.map { .string($0) } ?? json.asNumber.map { .string($0.description) } })
  static let flag = Coding(
    type: .bool, write: { $0.asBool.map(JSON.bool) }, read: { $0.asBool.map(Value.bool) })
  static let number = Coding(
    type: .number, write: { $0.asNumber.map(JSON.number) }, read: { $0.asNumber.map(Value.number) })
  static let texts = Coding(type: .list(.string), write: list, read: { .list(strings($0), of: .string) })
  /// Choices that Azure has in small letters, and configurations with a capital.
  static let permissions = Coding(
    type: .list(.string),
    write: { value in
      value.elements.map { .array($0.compactMap { $0.asString.map { .string($0.lowercased()) } }) }
    },
    read: { json in
      .list((json.elements ?? []).compactMap { $0.asString.map { .string($0.capitalized) } }, of: .string)
    })
  static let textSet = Coding(type: .set(.string), write: list, read: { .set(strings($0), of: .string) })
  static let map = Coding(
    type: .map(.string),
    write: { value in
      value.keyedElements.map { elements in
        .object(elements.compactMap { key, value in value.asString.map { JSON.Member(key, .string($0)) } })
      }
    },
    read: { json in
      json.members.map { members in
        .map(
          KeyedValues(members.compactMap { one in one.value.asString.map { (one.key, .string($0)) } }),
          of: .string)
      }
    })

  /// A flag that Azure has as one of two words.
  static func words(on: String, off: String) -> Coding {
    Coding(
      type: .bool, write: { $0.asBool.map { .string($0 ? on : off) } },
      read: { $0.asString.map { .bool($0.lowercased() == on.lowercased()) } })
  }

  static let enabled = words(on: "Enabled", off: "Disabled")

  /// A flag that Azure has the other way round.
  static let inverted = Coding(
    type: .bool, write: { $0.asBool.map { .bool(!$0) } }, read: { $0.asBool.map { .bool(!$0) } })

  /// An object without anything in it stands for true.
  static let presence = Coding(
    type: .bool, write: { $0.asBool == true ? .object([]) : nil }, read: { $0.isNull ? nil : .bool(true) })

  /// A set of texts that Azure has as one, with commas.
  static let commas = Coding(
    type: .set(.string),
    write: { value in
      value.elements.map { .string($0.compactMap(\.asString).joined(separator: ", ")) }
    },
    read: { json in
      json.asString.map { text in
        .set(text.split(separator: ",").map { .string(String($0).trimmed) }, of: .string)
      }
    })

  /// A set of texts that Azure has as objects with one member.
  static func members(_ name: String) -> Coding {
    Coding(
      type: .set(.string),
      write: { value in
        nonEmpty(
          (value.elements ?? []).compactMap { $0.asString.map { .object([JSON.Member(name, .string($0))]) } })
      },
      read: { json in
        .set((json.elements ?? []).compactMap { $0[name]?.asString.map { Value.string($0) } }, of: .string)
      })
  }

  /// A set of texts that Azure has as an object's keys.
  static let keys = Coding(
    type: .set(.string),
    write: { value in
      (value.elements ?? []).isEmpty
        ? nil
        : .object((value.elements ?? []).compactMap { $0.asString.map { JSON.Member($0, .object([])) } })
    },
    read: { json in .set((json.members ?? []).map { .string($0.key) }, of: .string) })

  /// A map that Azure has as a list of objects with `name` and another member.
  static func named(_ member: String, hidden: Bool = false) -> Coding {
    Coding(
      type: .map(.string),
      write: { value in
        nonEmpty(
          (value.keyedElements ?? [:]).compactMap { key, value in
            value.asString.map {
              .object([JSON.Member("name", .string(key)), JSON.Member(member, .string($0))])
            }
          })
      },
      read: { json in
        let pairs = (json.elements ?? []).compactMap { element -> (String, Value)? in
          guard let name = element["name"]?.asString else { return nil }
          if hidden { return element["value"] == nil ? (name, .null(.string)) : nil }
          return element[member]?.asString.map { (name, .string($0)) }
        }
        return pairs.isEmpty ? nil : .map(KeyedValues(pairs), of: .string)
      }, hidesValues: hidden)
  }

  private static func nonEmpty(_ elements: [JSON]) -> JSON? { elements.isEmpty ? nil : .array(elements) }

  private static let list: @Sendable (Value) -> JSON? = { value in
    value.elements.map { .array($0.compactMap { $0.asString.map(JSON.string) }) }
  }

  private static func strings(_ json: JSON) -> [Value] {
    (json.elements ?? []).compactMap { $0.asString.map { Value.string($0) } }
  }
}
