import Hashing
import ProviderAPI
import ProviderKit
import Values

/// `random_password`: random characters that are secret, with their bcrypt hash. Imported by the password.
struct RandomPasswordResource: RecordedResource {
  static let type = "random_password"
  static let isAsRecorded = false
  static let schema = ResourceSchema(
    "Random characters that are secret.", version: 3,
    members: RandomTextObject.members + [
      .computed("result", .string, sensitive: true, "The password."),
      .computed(
        "bcrypt_hash", .string, sensitive: true, "The bcrypt hash of the password's first 72 bytes."),
    ])

  let client: RandomClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { RandomTextObject.validate(config) }
  static func adjust(_ plan: inout ResourcePlan) { RandomTextObject.adjust(&plan) }

  func create(_ wanted: RandomTextObject, _ operation: Operation) throws -> Created<RandomTextObject> {
    Created(id: "none", hashed(try wanted.drawn()))
  }

  /// Version 0 of the schema had no hash: it is made up for here.
  func read(id: String, prior: RandomTextObject?) -> RandomTextObject? {
    prior.map { $0.bcryptHash == nil ? hashed($0) : $0 }
  }

  func importObject(id: String) -> Created<RandomTextObject>? {
    Created(id: "none", hashed(RandomTextObject(imported: id)))
  }

  static func upgrade(version: Int, _ object: JSON) -> JSON { RandomTextObject.upgraded(object) }

  private func hashed(_ object: RandomTextObject) -> RandomTextObject {
    var hashed = object
    hashed.bcryptHash = Bcrypt(cost: client.passwordCost)?.hash(object.result ?? "")
    return hashed
  }
}
