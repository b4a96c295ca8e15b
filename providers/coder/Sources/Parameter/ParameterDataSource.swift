import ProviderAPI
import ProviderKit

/// `coder_parameter`: a value that is chosen for each workspace.
///
/// Its value is, in this order: given to the program, in the environment as
/// `CODER_PARAMETER_<SHA-256 of the name>`, what it was before where it cannot or need not be chosen again, the
/// default, or what a person answers (``ParameterDesk``).
struct ParameterDataSource: DataSource {
  static let type = "coder_parameter"
  static let schema = ParameterSchema.schema

  typealias Object = ParameterObject

  let client: CoderClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let formType = try ParameterDeclaration(config).check()
    var object = config
    object.formType = formType.rawValue
    object.optional = config.default != nil
    for index in object.validation.indices {
      object.validation[index].minDisabled = config.validation[index].min == nil
      object.validation[index].maxDisabled = config.validation[index].max == nil
    }
    object.value = try await client.parameters.value(of: object, client.environment)
    return DataResult(id: client.workspace.derivedID("parameter", config.name), object)
  }
}
