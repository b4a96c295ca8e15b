import ProviderAPI
import ProviderKit
import Values

/// Notes on a shelf: files in a folder.
struct ShelfProvider: ProviderDeclaration {
  static let name = "shelf"
  static let schema = ResourceSchema(
    "Keeps notes in a folder.",
    .argument("folder", .string, .required, rules: [.absolutePath], "Where the notes are.")
  ).withoutID
  static let types: [ResourceType<Shelf>] = [.managed(NoteResource.self), .data(NoteDataSource.self)]
  static let functions = [
    "title": ProviderFunction(
      "The first line of a note.", [.init("text", .string, "The note.")], result: .string
    ) { arguments in
      .string(String((arguments[0].asString ?? "").prefix { !$0.isNewline }))
    }
  ]

  struct Configuration: Codable, Sendable { var folder: String }

  func makeClient(_ configuration: Configuration) async throws -> Shelf { Shelf(configuration.folder) }
}
