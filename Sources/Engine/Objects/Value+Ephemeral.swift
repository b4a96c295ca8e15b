import Values

extension Value {
  /// The value as it may be kept from planning to applying: what is ephemeral in it is to be found out anew.
  var withoutEphemerals: Value {
    guard deepMarks.contains(.ephemeral) else { return self }
    guard !marks.contains(.ephemeral) else { return .unknown(type) }
    return mapElements(\.withoutEphemerals).marked(marks)
  }
}
