import ProviderAPI
import ProviderKit
import Values

/// `shelf_note` as data: a note that somebody else looks after.
struct NoteDataSource: DataSource {
  static let type = "shelf_note"
  static let schema = ResourceSchema(
    "A note on the shelf.",
    .argument("name", .string, .required, "What the note is called."),
    .computed("text", .string, "What it says."))

  struct Object: Codable, Sendable {
    var name: String
    var text: String?
  }

  let client: Shelf

  func read(_ config: Object) async throws -> DataResult<Object> {
    guard let text = try client.note(config.name) else {
      throw ProviderError(
        .notFound, "There is no note \"\(config.name)\".", attribute: AttributePath("name"))
    }
    return DataResult(id: config.name, Object(name: config.name, text: text))
  }
}
