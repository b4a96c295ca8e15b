import Values

/// What a merge patch has to say to make one object of another (RFC 7386).
enum MergePatch {
  /// An empty object when nothing differs.
  static func from(_ old: JSON, to new: JSON) -> JSON {
    guard let before = old.members, let after = new.members else { return new }
    var members: [JSON.Member] = []
    for member in after {
      guard let value = old[member.key] else {
        members.append(member)
        continue
      }
      if value == member.value { continue }
      members.append(JSON.Member(member.key, from(value, to: member.value)))
    }
    members += before.filter { new[$0.key] == nil }.map { JSON.Member($0.key, removing($0)) }
    return .object(members)
  }

  /// Others write labels and annotations too: only those that are known are taken away.
  private static func removing(_ member: JSON.Member) -> JSON {
    guard ["labels", "annotations"].contains(member.key), let entries = member.value.members else {
      return .null
    }
    return .object(entries.map { JSON.Member($0.key, .null) })
  }
}
