import ProviderAPI
import Values

/// Checks what a template says about a parameter, whatever its value is going to be.
struct ParameterDeclaration {
  let parameter: ParameterObject

  init(_ parameter: ParameterObject) { self.parameter = parameter }

  /// - Returns: How the parameter is asked for.
  /// - Throws: `.invalid`, for the first of the rules that is not kept.
  func check() throws(ProviderError) -> FormType {
    try checkEphemeral()
    let formType = try checkFormType()
    try checkOptions(formType)
    return formType
  }

  private func checkEphemeral() throws(ProviderError) {
    guard parameter.ephemeral else { return }
    if !parameter.mutable {
      throw problem(
        "is ephemeral, so that it has to be mutable too: its value counts for one build only.", "ephemeral")
    }
    if parameter.default == nil { throw problem("is ephemeral and therefore needs a default.", "ephemeral") }
  }

  private func checkFormType() throws(ProviderError) -> FormType {
    let hasOptions = !parameter.option.isEmpty
    let suitable = FormType.suitable(for: parameter.type, hasOptions: hasOptions)
    guard let wanted = parameter.formType, !wanted.isEmpty else { return suitable[0] }
    if let formType = FormType(rawValue: wanted), suitable.contains(formType) { return formType }
    let names = suitable.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    throw problem(
      "cannot have the form type \"\(wanted)\", being \(parameter.type.phrase) \(hasOptions ? "with" : "without") "
        + "options. Choose \(names).", "form_type")
  }

  /// With several values to choose from a list of options, each option is one string of the list.
  private func checkOptions(_ formType: FormType) throws(ProviderError) {
    let type = formType == .multiSelect ? .string : parameter.type
    var names: Set<String> = []
    var values: Set<String> = []
    for (index, option) in parameter.option.enumerated() {
      let place = AttributePath([.attribute("option"), .index(index)])
      guard names.insert(option.name).inserted else {
        throw problem(
          "has several options with the name \"\(option.name)\".", at: place.appending(.attribute("name")))
      }
      guard values.insert(option.value).inserted else {
        throw problem(
          "has several options with the value \"\(option.value)\".", at: place.appending(.attribute("value")))
      }
      guard type.accepts(option.value) else {
        throw problem(
          "has the option \"\(option.name)\", whose value \"\(option.value)\" is not \(type.phrase).",
          at: place.appending(.attribute("value")))
      }
    }
  }

  private func problem(_ predicate: String, _ attribute: String) -> ProviderError {
    problem(predicate, at: AttributePath(attribute))
  }

  private func problem(_ predicate: String, at place: AttributePath) -> ProviderError {
    ProviderError(.invalid, "The parameter \"\(parameter.name)\" \(predicate)", attribute: place)
  }
}
