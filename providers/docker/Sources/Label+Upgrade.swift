import Values

/// Up to version 1 of a container's schema, and version 0 of a volume's and a network's, `labels` was a map.
extension Label {
  /// The recorded object with every map under the name `labels` turned into blocks.
  static func upgraded(_ object: JSON) -> JSON {
    switch object {
    case .object(let members): .object(members.map { JSON.Member($0.key, upgraded($0)) })
    case .array(let elements): .array(elements.map(upgraded))
    case .null, .bool, .number, .string: object
    }
  }

  private static func upgraded(_ member: JSON.Member) -> JSON {
    guard member.key == "labels", case .object(let labels) = member.value else {
      return upgraded(member.value)
    }
    return .array(labels.map { ["label": .string($0.key), "value": $0.value] })
  }
}
