import ProviderAPI
import ProviderKit
import Values

/// A provider of notes that are nowhere but in the state.
struct NoteProvider: ProviderDeclaration {
  static let name = "note"
  static let schema = ResourceSchema("Keeps notes.").withoutID
  static let types: [ResourceType<NoClient>] = [
    .managed(NoteResource.self), .data(NoteData.self), .action(NoteAction.self),
  ]
  static let functions = [
    "shout": ProviderFunction("Says it louder.", [.init("text", .string, "What to say.")], result: .string) {
      arguments throws(ProviderFunctionError) in
      guard let text = arguments[0].asString, !text.isEmpty else {
        throw ProviderFunctionError("There is nothing to shout.", argument: 0)
      }
      return .string("\(text)!")
    }
  ]

  func makeClient(_ configuration: EmptyConfiguration) async throws -> NoClient { NoClient() }
}

struct NoteResource: ManagedResource {
  static let type = "note_text"
  static let schema = ResourceSchema(
    "A note.",
    .argument("text", .string, .required, rules: [.notEmpty], "What it says."),
    .argument("kind", .string, .defaulted(.string("plain")), requiresReplace: true, "What it is."),
    .computed("length", .number, "In characters."))

  struct Object: Codable {
    var text: String
    var kind: String
    var length: Int?
  }

  init(client: NoClient) {}

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    guard wanted.text != "impossible" else { throw ProviderError(.conflict, "There is such a note.") }
    return Created(id: "n-1", finished(wanted))
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    id == "gone" ? nil : prior ?? Object(text: id, kind: "plain", length: id.count)
  }

  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object { finished(wanted) }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {}

  private func finished(_ wanted: Object) -> Object {
    var object = wanted
    object.length = wanted.text.count
    return object
  }
}

struct NoteData: DataSource {
  static let type = "note_text"
  static let schema = ResourceSchema("A note.", .argument("text", .string, .required, "What it says."))

  struct Object: Codable { var text: String }

  init(client: NoClient) {}
  func read(_ config: Object) async throws -> DataResult<Object> { DataResult(id: "n", config) }
}

struct NoteAction: ProviderAction {
  static let type = "note_read"
  static let schema = ResourceSchema(
    "Reads a note out.", .argument("text", .string, .required, "What it says.")
  ).withoutID

  struct Config: Codable { var text: String }

  init(client: NoClient) {}
  func invoke(_ config: Config, _ operation: Operation) async throws {
    operation.report("says \(config.text)")
  }
}
