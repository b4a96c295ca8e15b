import ProviderAPI
import ProviderKit
import Values

/// What `random_string` and `random_password` have in common.
struct RandomTextObject: Codable {
  var length = 0
  var lower = true
  var minLower = 0
  var upper = true
  var minUpper = 0
  /// The name that `numeric` had.
  var number: Bool?
  var numeric: Bool?
  var minNumeric = 0
  var special = true
  var minSpecial = 0
  var overrideSpecial: String?
  var keepers: Keepers?
  var result: String?
  /// Of passwords only.
  var bcryptHash: String?

  /// A text that came about elsewhere.
  init(imported text: String) {
    length = text.unicodeScalars.count
    number = true
    numeric = true
    result = text
  }

  /// The same with a text drawn.
  func drawn() throws -> RandomTextObject {
    var (source, drawn) = (RandomSource(), self)
    drawn.result = try text.draw(&source)
    return drawn
  }

  private var text: RandomText {
    let special = overrideSpecial.flatMap { $0.isEmpty ? nil : $0 } ?? "!@#$%&*()-_=+[]{}<>:?"
    return RandomText(
      length: length,
      classes: [
        RandomText.Class("abcdefghijklmnopqrstuvwxyz", lower, minimum: minLower),
        RandomText.Class("ABCDEFGHIJKLMNOPQRSTUVWXYZ", upper, minimum: minUpper),
        RandomText.Class("0123456789", numeric ?? true, minimum: minNumeric),
        RandomText.Class(special, self.special, minimum: minSpecial),
      ])
  }
}

// MARK: Schema

extension RandomTextObject {
  static let members: [ResourceSchema.Member] =
    [
      .argument(
        "number", .bool, .optionalComputed, requiresReplace: true, deprecated: "Use numeric instead.",
        "What `numeric` is."),
      .keepers,
    ] + characterMembers

  /// What characters there are to be.
  static let characterMembers: [ResourceSchema.Member] =
    [
      .argument(
        "length", .number, .required, requiresReplace: true, rules: [.integer(1...1_000_000)],
        "How many characters."),
      .argument(
        "numeric", .bool, .optionalComputed, requiresReplace: true,
        "Whether digits may be in it; they may if unset."),
      .argument(
        "override_special", .string, .optional, requiresReplace: true,
        "What counts as a special character, instead of ``!@#$%&*()-_=+[]{}<>:?``."),
    ] + classMembers("lower", "letters of the lower case")
    + classMembers("upper", "letters of the upper case")
    + classMembers("special", "special characters") + [minimum("numeric", "digits")]

  private static func classMembers(_ name: String, _ what: String) -> [ResourceSchema.Member] {
    let allowed = ResourceSchema.Member.argument(
      name, .bool, .defaulted(.bool(true)), requiresReplace: true, "Whether \(what) may be in it.")
    return [allowed, minimum(name, what)]
  }

  private static func minimum(_ name: String, _ what: String) -> ResourceSchema.Member {
    .argument(
      "min_\(name)", .number, .defaulted(.number(0)), requiresReplace: true, rules: [.integer(0...1_000_000)],
      "How many \(what) must be in it at least.")
  }
}

// MARK: Checks and plans

extension RandomTextObject {
  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    let minimums = ["min_lower", "min_upper", "min_numeric", "min_special"].compactMap { config[$0].asInt }
    var found: [ProviderDiagnostic] = []
    let required = minimums.reduce(Number(0)) { $0 + Number($1) }
    if let length = config["length"].asNumber, length < required {
      let detail = "The length \(length) is less than the \(required) characters that the minimums add up to."
      found.append(ProviderDiagnostic("Invalid argument value", detail, at: AttributePath("length")))
    }
    if ["lower", "upper", "special"].allSatisfy({ config[$0].asBool == false }),
      config.numeric.asBool == false
    {
      found.append(
        ProviderDiagnostic(
          "Invalid combination of arguments",
          "There is no character left: at least one of lower, upper, numeric and special must be true."))
    }
    return found
  }

  /// `number` and `numeric` are one setting under two names.
  static func adjust(_ plan: inout ResourcePlan) {
    for name in ["number", "numeric"] {
      plan.set(name, to: plan.config.numeric)
      plan.requireReplace(name)
    }
  }

  /// Older schemas had `number` only.
  static func upgraded(_ object: JSON) -> JSON {
    var object = object
    if object["numeric"]?.isNull ?? true { object["numeric"] = object["number"] ?? .bool(true) }
    return object
  }
}

extension ConfigView {
  /// Whether digits are wanted, under either name.
  fileprivate var numeric: Value {
    isSet("numeric") ? self["numeric"] : isSet("number") ? self["number"] : .bool(true)
  }
}
