import ProviderAPI
package import Values

/// What the conformance suite asks of a type without calling a verb.
extension ResourceType {
  /// The schema as the engine is shown it.
  package var servedSchema: Schema { served.schema }

  package var rules: [AttributeRule] { served.rules }

  /// What remains of an object's value that becomes the type's `Object` and a value again.
  package func recoded(_ value: Value) throws -> Value {
    switch handler {
    case .managed(let handler): try handler.recode(served, value)
    case .data(let handler): try handler.recode(served, value)
    case .action(let handler): try handler.recode(served, value)
    }
  }

  /// The object that a configuration plans, when there was none.
  package func planned(_ config: Value) -> Value { served.block.planned(config: config, prior: nil) }

  var served: ServedSchema {
    let schema = schema()
    return ServedSchema(schema, idSummary: schema.hasID ? "Names the object for the provider." : nil)
  }
}
