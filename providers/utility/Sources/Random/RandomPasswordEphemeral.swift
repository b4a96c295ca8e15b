import Hashing
import ProviderAPI
import ProviderKit
import Values

/// `ephemeral "random_password"`: random characters that are drawn anew in every run and stored nowhere.
struct RandomPasswordEphemeral: DataSource {
  static let type = "random_password"
  static let schema = ResourceSchema(
    "Random characters that are stored nowhere.",
    members: RandomTextObject.characterMembers + [
      .computed("result", .string, sensitive: true, "The password."),
      .computed(
        "bcrypt_hash", .string, sensitive: true, "The bcrypt hash of the password's first 72 bytes."),
    ]
  ).withoutID

  /// The arguments of the resource of that name, but for what would keep a password from one run to the next.
  struct Object: Codable {
    var length: Int
    var lower: Bool
    var minLower: Int
    var upper: Bool
    var minUpper: Int
    var numeric: Bool?
    var minNumeric: Int
    var special: Bool
    var minSpecial: Int
    var overrideSpecial: String?
    var result: String?
    var bcryptHash: String?
  }

  let client: RandomClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { RandomTextObject.validate(config) }

  func read(_ config: Object) throws -> DataResult<Object> {
    var object = config
    object.numeric = config.numeric ?? true
    object.result = try RandomTextObject(config).drawn().result
    object.bcryptHash = Bcrypt(cost: client.passwordCost)?.hash(object.result ?? "")
    return DataResult(id: "none", object)
  }
}

extension RandomTextObject {
  fileprivate init(_ arguments: RandomPasswordEphemeral.Object) {
    self.init(imported: "")
    length = arguments.length
    lower = arguments.lower
    minLower = arguments.minLower
    upper = arguments.upper
    minUpper = arguments.minUpper
    numeric = arguments.numeric
    minNumeric = arguments.minNumeric
    special = arguments.special
    minSpecial = arguments.minSpecial
    overrideSpecial = arguments.overrideSpecial
  }
}
