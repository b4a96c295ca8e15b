/// A `coder_parameter`, with its value once that is known.
struct ParameterObject: Codable, Sendable {
  struct Option: Codable, Sendable {
    var name: String
    var description: String?
    var value: String
    var icon: String?
  }

  struct Validation: Codable, Sendable {
    var min: Int?
    var minDisabled: Bool?
    var max: Int?
    var maxDisabled: Bool?
    var monotonic: String?
    var regex: String?
    var error: String?
  }

  var name: String
  var displayName: String?
  var description: String?
  var type: ParameterType
  var formType: String?
  var styling: String
  var mutable: Bool
  var `default`: String?
  var icon: String?
  var option: [Option]
  var validation: [Validation]
  var order: Int?
  var ephemeral: Bool
  var value: String?
  var optional: Bool?
}
