import Values

/// What is in a Secret and stands in other arguments than `data`: bytes, and what no state may hold.
enum SecretContent {
  static let arguments = [
    binary("binary_data", "Contents that are no texts, in Base64."),
    writeOnly("data_wo", "Texts that are recorded nowhere; `data_wo_revision` says when they change."),
    revision("data_wo_revision", "To be changed together with `data_wo`."),
    writeOnly(
      "binary_data_wo",
      "Contents in Base64 that are recorded nowhere; `binary_data_wo_revision` says when they change."),
    revision("binary_data_wo_revision", "To be changed together with `binary_data_wo`."),
  ].map { field in
    var field = field
    field.isContent = true
    return field
  }

  private static let revisions = ["data_wo_revision", "binary_data_wo_revision"]

  private static func binary(_ name: String, _ summary: String) -> Field {
    var field = Field(name, .map, summary)
    field.isSensitive = true
    return field
  }

  private static func writeOnly(_ name: String, _ summary: String) -> Field {
    var field = Field(name, .map, summary)
    field.isWriteOnly = true
    field.needs = ["\(name)_revision"]
    return field
  }

  private static func revision(_ name: String, _ summary: String) -> Field { Field(name, .int, summary) }

  /// Joins it all under `data`.
  static func add(to object: inout JSON, from value: Value) {
    var data = object["data"] ?? .object([])
    let texts = Field("data", .base64Map, "")
    let attributes = value.keyedElements ?? [:]
    for (name, field) in [
      ("binary_data", Field("", .map, "")), ("data_wo", texts), ("binary_data_wo", Field("", .map, "")),
    ] {
      for member in attributes[name].flatMap({ field.json($0) })?.members ?? [] {
        data[member.key] = member.value
      }
    }
    if data.members?.isEmpty == false { object["data"] = data }
  }

  /// The object without what does not belong into `data`.
  ///
  /// - Parameter known: what is recorded or wanted.
  static func visible(_ object: JSON, to known: Value) -> JSON {
    var object = object
    let attributes = known.keyedElements ?? [:]
    let texts = attributes["data"]?.keyedElements ?? [:]
    let bytes = attributes["binary_data"]?.keyedElements ?? [:]
    let isHidden = revisions.contains { attributes[$0]?.isNull == false }
    let members = (object["data"]?.members ?? []).filter { member in
      bytes[member.key] == nil && (!isHidden || texts[member.key] != nil)
    }
    object["data"] = .object(members)
    return object
  }

  /// Whether what is recorded nowhere has to be written anew.
  static func isRevised(from prior: Value, to wanted: Value) -> Bool {
    revisions.contains { prior.keyedElements?[$0] != wanted.keyedElements?[$0] }
  }

  /// The wish without what is recorded nowhere: it stays as it is.
  static func unrevised(_ wanted: Value) -> Value {
    var attributes = wanted.keyedElements ?? [:]
    for name in ["data_wo", "binary_data_wo"] { attributes[name] = .null(.map(.string)) }
    return .object(attributes)
  }
}
