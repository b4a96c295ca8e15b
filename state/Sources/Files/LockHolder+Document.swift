import Values

extension LockHolder {
  /// The holder as the JSON document that Terraform keeps of it.
  ///
  /// - Parameter path: of the state, as the lock names it.
  public func document(path: String) -> [UInt8] {
    JSON.object([
      .init("ID", .string(id)), .init("Operation", .string(operation)), .init("Info", .string("")),
      .init("Who", .string(who)), .init("ProcessID", .number(Number(processID))),
      .init("Version", .string(StateFile.writtenVersion)), .init("Created", .string(created)),
      .init("Path", .string(path)),
    ]).bytes()
  }

  /// nil when the document is none of a lock.
  public init?(_ document: [UInt8]) {
    guard let json = try? JSON.parse(document), let id = json["ID"]?.asString else { return nil }
    self.init(
      id: id, operation: json["Operation"]?.asString ?? "", who: json["Who"]?.asString ?? "somebody",
      processID: json["ProcessID"]?.asInt ?? 0, created: json["Created"]?.asString ?? "")
  }
}
