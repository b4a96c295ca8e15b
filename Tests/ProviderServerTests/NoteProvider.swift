import ProviderAPI
import ProviderKit
import Values

/// A provider of notes that are nowhere but in the state.
struct NoteProvider: ProviderDeclaration {
  static let name = "note"
  static let schema = ResourceSchema("Keeps notes.").withoutID
  static let types: [ResourceType<NoteDesk>] = [
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

  var desk = NoteDesk()

  func makeClient(_ configuration: EmptyConfiguration) async throws -> NoteDesk { desk }
}

/// Where a note takes its time: one that says `slow` is made once the test lets it.
final class NoteDesk: Sendable {
  let hasBegun = OneShot<Void>()
  let mayEnd = OneShot<Void>()

  func wait() async throws {
    hasBegun.settle()
    try await mayEnd.value()
  }
}

/// What no provider should throw.
struct UnexpectedError: Error {}

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

  let client: NoteDesk

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    switch wanted.text {
    case "impossible": throw ProviderError(.conflict, "There is such a note.")
    case "cancelled": throw CancellationError()
    case "unexpected": throw UnexpectedError()
    case "slow": try await client.wait()
    default: break
    }
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

  init(client: NoteDesk) {}
  func read(_ config: Object) async throws -> DataResult<Object> { DataResult(id: "n", config) }
}

struct NoteAction: ProviderAction {
  static let type = "note_read"
  static let schema = ResourceSchema(
    "Reads a note out.", .argument("text", .string, .required, "What it says.")
  ).withoutID

  struct Config: Codable { var text: String }

  init(client: NoteDesk) {}
  func invoke(_ config: Config, _ operation: Operation) async throws {
    operation.report("says \(config.text)")
  }
}
