import ProviderAPI
import ProviderKit
import Values

/// `random_string`: random characters that are no secret. The text is also its id and what it is imported by.
struct RandomStringResource: RecordedResource {
  static let type = "random_string"
  static let schema = ResourceSchema(
    "Random characters that are no secret.", version: 2,
    members: RandomTextObject.members + [.computed("result", .string, "The characters.")])

  init(client: RandomClient) {}

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { RandomTextObject.validate(config) }
  static func adjust(_ plan: inout ResourcePlan) { RandomTextObject.adjust(&plan) }

  func create(_ wanted: RandomTextObject, _ operation: Operation) throws -> Created<RandomTextObject> {
    let drawn = try wanted.drawn()
    return Created(id: drawn.result ?? "", drawn)
  }

  func read(id: String, prior: RandomTextObject?) -> RandomTextObject? {
    prior ?? RandomTextObject(imported: id)
  }

  static func upgrade(version: Int, _ object: JSON) -> JSON { RandomTextObject.upgraded(object) }
}
