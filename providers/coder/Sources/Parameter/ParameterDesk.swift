import ProviderAPI

/// Where the values of parameters come from: those that the user gives, those of the build before, and the
/// answers of a person.
///
/// One desk serves a whole run, so that nobody is asked twice, and one question is asked at a time.
public actor ParameterDesk {
  /// Asks a person, who may answer nothing. Returns nil when there is nobody to ask.
  public typealias Asker = @Sendable (ParameterPrompt) -> String?

  private let given: [String: String]
  private var previous: [String: String]
  private let asker: Asker
  private var answers: [String: String] = [:]

  /// How often a question is put again after an answer that will not do.
  private static let patience = 5

  /// - Parameters:
  ///   - given: What the user gave, by name. It wins over the environment.
  ///   - previous: The values in the build before, by name.
  public init(
    given: [String: String] = [:], previous: [String: String] = [:], asker: @escaping Asker = { _ in nil }
  ) {
    self.given = given
    self.previous = previous
    self.asker = asker
  }

  /// Takes the values of the build before, by name.
  public func remember(_ previous: [String: String]) { self.previous = previous }

  /// The value of a parameter whose declaration is good.
  ///
  /// - Throws: `.invalid` when it is not a value that the parameter can have, or when there is none.
  func value(of parameter: ParameterObject, _ environment: CoderEnvironment) throws(ProviderError) -> String {
    let name = parameter.name
    let previous = environment.exact("CODER_PARAMETER_PREVIOUS_\(name.sha256)") ?? previous[name]
    let check = ParameterCheck(parameter: parameter, previous: previous, isDefault: false)
    if let value = given[name] ?? answers[name] ?? environment.exact("CODER_PARAMETER_\(name.sha256)") {
      try check.check(value)
      return value
    }
    if let previous, try keeps(previous, parameter, check) { return previous }
    if let value = parameter.default {
      try ParameterCheck(parameter: parameter, previous: previous, isDefault: true).check(value)
      return value
    }
    return try ask(for: parameter, check, environment)
  }

  /// Whether the parameter goes on with the value that it had. One that can change need not, when the value is
  /// no longer good.
  private func keeps(
    _ previous: String, _ parameter: ParameterObject, _ check: ParameterCheck
  ) throws(ProviderError) -> Bool {
    guard !parameter.ephemeral else { return false }
    do { try check.check(previous) } catch {
      if !parameter.mutable { throw error }
      return false
    }
    return true
  }

  private func ask(
    for parameter: ParameterObject, _ check: ParameterCheck, _ environment: CoderEnvironment
  ) throws(ProviderError) -> String {
    var prompt = ParameterPrompt(parameter)
    for _ in 1...Self.patience {
      guard let answer = asker(prompt) else { break }
      do {
        try check.check(answer)
        answers[parameter.name] = answer
        return answer
      } catch {
        prompt.problem = error.message
      }
    }
    // What is being removed needs no more choices.
    if environment.transition == "destroy" { return "" }
    throw ProviderError(
      .invalid,
      "The parameter \"\(parameter.name)\" has no default, and no value was given for it. Give it one with\n"
        + "    --parameter \(parameter.name)=VALUE")
  }
}

/// A question for the value of a parameter.
public struct ParameterPrompt: Hashable, Sendable {
  public struct Option: Hashable, Sendable {
    public var name: String
    public var value: String
    public var description: String?
  }

  public var name: String
  public var displayName: String?
  /// Markdown.
  public var description: String?
  /// `string`, `number`, `bool` or `list(string)`, whose values are JSON.
  public var type: String
  /// Whether an answer may be several of the options, in a JSON list.
  public var isMultipleChoice: Bool
  /// The only answers that will do; empty when it is not a matter of choice.
  public var options: [Option]
  /// What an empty answer stands for; nil where there has to be one.
  public var defaultValue: String?
  /// What was wrong with the answer before, as a sentence; nil the first time.
  public var problem: String?

  init(_ parameter: ParameterObject) {
    name = parameter.name
    displayName = parameter.displayName
    description = parameter.description
    type = parameter.type.rawValue
    isMultipleChoice = parameter.formType == FormType.multiSelect.rawValue
    defaultValue = parameter.default
    options = parameter.option.map { Option(name: $0.name, value: $0.value, description: $0.description) }
  }
}
