public import ProviderAPI
public import Values

/// The parameters of a template as they are known before a workspace is planned, to be asked for in their order.
public struct ParameterForm: Sendable {
  private let parameters: [ParameterObject]

  /// - Parameter declarations: an array of the attributes of `coder_parameter`, in the order in which to ask.
  /// - Throws: `.invalid` when they are not.
  public init(_ declarations: JSON) throws(ProviderError) {
    do {
      parameters = try (declarations.elements ?? []).map {
        try JSONDecoding(keys: .snakeCase).decode(from: $0)
      }
    } catch {
      throw ProviderError(.invalid, "The parameters of the template cannot be read.", cause: error)
    }
  }

  /// How often a question is put again after an answer that will not do.
  private static let patience = 5

  /// The given values with the answers to what is not given.
  ///
  /// - Parameters:
  ///   - asksForDefaults: whether to ask also where there is a default.
  ///   - asker: gives nil when there is nobody to answer.
  /// - Throws: `.invalid` for a value that its parameter cannot have.
  public func filled(
    given: [String: String], asksForDefaults: Bool, asker: ParameterDesk.Asker
  ) throws(ProviderError) -> [String: String] {
    var values = given
    for parameter in parameters {
      let check = ParameterCheck(parameter: parameter, previous: nil, isDefault: false)
      if let value = given[parameter.name] {
        try check.check(value)
      } else if asksForDefaults || parameter.default == nil {
        values[parameter.name] = Self.answer(parameter, check, asker)
      }
    }
    return values
  }

  /// nil when there is none, or when it is the default.
  private static func answer(
    _ parameter: ParameterObject, _ check: ParameterCheck, _ asker: ParameterDesk.Asker
  ) -> String? {
    var prompt = ParameterPrompt(parameter)
    for _ in 1...patience {
      guard let answer = asker(prompt) else { return nil }
      if answer.isEmpty, parameter.default != nil { return nil }
      do {
        try check.check(answer)
        return answer
      } catch {
        prompt.problem = error.message
      }
    }
    return nil
  }
}
