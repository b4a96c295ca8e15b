import Values

/// Fills in what a plan left open: what is known stays as it was planned, what is not becomes what the server says.
struct ObjectCompletion {
  var reader = ObjectReader()

  func object(_ planned: Value, _ shape: Shape, from json: JSON) -> Value {
    guard let attributes = planned.keyedElements else { return reader.object(json, shape, prior: nil) }
    return .object(
      KeyedValues(
        shape.fields.map { field in
          let value = attributes[field.name] ?? .null(field.valueType)
          return (field.name, value.isWhollyKnown ? value : completed(value, field, json))
        }))
  }

  private func completed(_ planned: Value, _ field: Field, _ json: JSON) -> Value {
    guard let shape = field.kind.shape, let elements = planned.elements else {
      return reader.object(json, Shape(fields: [field]), prior: nil).keyedElements?[field.name]
        ?? field.absent
    }
    if case .inline = field.kind { return field.collection(elements.map { object($0, shape, from: json) }) }
    let part = json[field.api]
    let objects = part?.elements ?? part.map { [$0] } ?? []
    let pairs = Pairing(elements, objects, field).pairs
    return field.collection(
      elements.enumerated().map { index, element in
        let partner = pairs.first { $0.block == element }?.object
        return object(element, shape, from: partner ?? .object([]))
      })
  }
}
