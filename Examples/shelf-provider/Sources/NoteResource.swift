import ProviderAPI
import ProviderKit
import Values

/// `shelf_note`: a note. Its id is its name.
struct NoteResource: ManagedResource {
  static let type = "shelf_note"
  static let schema = ResourceSchema(
    "A note on the shelf.",
    .argument(
      "name", .string, .required, requiresReplace: true,
      rules: [.matches("^[a-z0-9-]+$", message: "may have small letters, digits and dashes")],
      "What the note is called."),
    .argument("text", .string, .required, "What it says."),
    .computed("length", .number, "In characters."))

  struct Object: Codable, Sendable {
    var name: String
    var text: String
    var length: Int?
  }

  let client: Shelf

  /// The length follows from the text: it is not known before a change is made.
  static func adjust(_ plan: inout ResourcePlan) {
    if plan.isChanged("text") { plan.setUnknown("length") }
  }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    try client.put(wanted.name, wanted.text, isNew: true)
    return Created(id: wanted.name, finished(wanted))
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    try client.note(id).map { finished(Object(name: id, text: $0)) }
  }

  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object {
    try client.put(id, wanted.text, isNew: false)
    return finished(wanted)
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    try client.remove(id)
  }

  private func finished(_ wanted: Object) -> Object {
    var object = wanted
    object.length = wanted.text.count
    return object
  }
}
