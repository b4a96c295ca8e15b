import Values

/// What a CLI configuration file says, before anybody knows what it means.
indirect enum SettingsTree: Equatable {
  case text(String)
  /// `true`, `12`.
  case word(String)
  case list([SettingsTree])
  case object([Item])

  struct Item: Equatable {
    /// The name, and the labels of a block after it.
    var keys: [String]
    var value: SettingsTree
  }

  var asText: String? {
    switch self {
    case .text(let text), .word(let text): text
    case .list, .object: nil
    }
  }

  var items: [Item] {
    switch self {
    case .object(let items): items
    // In JSON, blocks of one name are elements of an array.
    case .list(let elements): elements.flatMap(\.items)
    case .text, .word: []
    }
  }

  var elements: [SettingsTree] { if case .list(let elements) = self { elements } else { [] } }

  /// The last value of a name; nil when there is none.
  subscript(name: String) -> SettingsTree? { items.last { $0.keys == [name] }?.value }

  /// The blocks of a type, by their label; in JSON, the label is a key of its own.
  func blocks(_ type: String) -> [(label: String, body: SettingsTree)] {
    items.filter { $0.keys.first == type }.flatMap { item -> [(String, SettingsTree)] in
      if item.keys.count > 1 { return [(item.keys[1], item.value)] }
      return item.value.items.compactMap { inner in inner.keys.first.map { ($0, inner.value) } }
    }
  }

  init(_ json: JSON) {
    switch json {
    case .string(let text): self = .text(text)
    case .array(let elements): self = .list(elements.map(SettingsTree.init))
    case .object(let members):
      self = .object(members.map { Item(keys: [$0.key], value: SettingsTree($0.value)) })
    case .null, .bool, .number: self = .word(json.text())
    }
  }
}
