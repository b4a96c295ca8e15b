import Addresses
import Diagnostics
import HCL
import Language
import ProviderCoder
import StateStorage
import Values

/// The parameters of the workspace in one run: what is given for them, and the desk that finds their values.
struct WorkspaceParameters: Sendable {
  private static let type = "coder_parameter"

  private let previous: [String: String]
  private let ignoresUndeclared: Bool
  let given: ParameterValues
  let desk: ParameterDesk

  /// - Parameter asksQuestions: whether a person is there to answer.
  init(_ settings: RunSettings, asksQuestions: Bool) throws {
    previous = settings.previousParameters
    ignoresUndeclared = settings.ignoresUndeclaredParameters
    given = try ParameterValues(settings)
    desk = ParameterDesk(
      given: given.values, asker: { asksQuestions ? ParameterQuestion($0).ask() : nil })
  }

  /// Lets the workspace go on with the values that its state records.
  func remember(_ state: StateSnapshot) async {
    await desk.remember(previous.merging(RecordedParameters(state).all) { $1 })
  }

  /// What to say, before anything is read, of given names that no parameter has. Nothing where the names of
  /// parameters are computed: they are known too late to say it.
  func undeclared(in root: ModuleConfig) -> [Diagnostic] {
    guard !ignoresUndeclared, !given.values.isEmpty, let declared = Self.names(in: root) else { return [] }
    return given.undeclared(declared: declared)
  }

  /// The names of the parameters of a module and of those that it calls; nil when one of them is computed.
  private static func names(in module: ModuleConfig) -> Set<String>? {
    var names: Set<String> = []
    for resource in module.resources.values
    where resource.name.mode == .data && resource.name.type == type {
      guard let name = resource.body[attribute: "name"]?.value.literalString else { return nil }
      names.insert(name)
    }
    for child in module.children.values {
      guard let inner = Self.names(in: child) else { return nil }
      names.formUnion(inner)
    }
    return names
  }
}

/// The values of parameters that a state records.
struct RecordedParameters {
  /// By name.
  private(set) var all: [String: String] = [:]
  /// Those that count for more than one build.
  private(set) var lasting: [String: String] = [:]

  init(_ state: StateSnapshot) {
    for (key, resource) in state.resources
    where key.resource.mode == .data && key.resource.type == "coder_parameter" {
      for object in resource.instances.values.compactMap(\.current) {
        guard let name = object.attributes["name"]?.asString,
          let value = object.attributes["value"]?.asString
        else { continue }
        all[name] = value
        if object.attributes["ephemeral"]?.asBool != true { lasting[name] = value }
      }
    }
  }
}
