import Language
import Values

/// `ignore_changes`: makes the configuration ask for what is there already.
struct IgnoredChanges {
  private let ignored: Lifecycle.IgnoreChanges
  private let schema: BlockSchema

  init(_ ignored: Lifecycle.IgnoreChanges, _ schema: BlockSchema) {
    self.ignored = ignored
    self.schema = schema
  }

  /// The configuration with the ignored parts taken from `prior`.
  func apply(to config: Value, prior: Value) -> Value {
    switch ignored {
    case .none: config
    case .all: keepingEverything(config, prior)
    case .paths(let paths): paths.reduce(config) { keeping($1.path, in: $0, prior: prior) }
    }
  }

  /// Every argument and block as it is; what only the provider sets stays out of a configuration.
  private func keepingEverything(_ config: Value, _ prior: Value) -> Value {
    guard var arguments = config.keyedElements, let old = prior.keyedElements else { return config }
    for (name, attribute) in schema.attributes where attribute.isConfigurable {
      arguments[name] = old[name]
    }
    for name in schema.blocks.keys { arguments[name] = old[name] }
    return Value(.object(arguments), marks: config.marks)
  }

  private func keeping(_ path: AttributePath, in config: Value, prior: Value) -> Value {
    guard let last = path.steps.last else { return config }
    let old = prior.value(at: path)
    guard case .key(let key) = last else {
      return old.map { value in config.replacing(at: path.steps) { _ in value } } ?? config
    }
    // One key of a map comes and goes with the prior object.
    return config.replacing(at: path.steps.dropLast()) { map in
      guard case .map(var elements, let type) = map.content else { return map }
      elements[key] = old
      return Value(.map(elements, element: type), marks: map.marks)
    }
  }
}
