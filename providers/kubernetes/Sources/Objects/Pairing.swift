import Values

/// Which recorded block is which object of the API: by the member that tells them apart, where they have one, and
/// by place otherwise.
struct Pairing {
  private(set) var pairs: [(block: Value, object: JSON)] = []
  /// The objects that no block stands for.
  private(set) var rest: [JSON] = []

  init(_ blocks: [Value], _ objects: [JSON], _ field: Field) {
    let key = field.key.flatMap { key in field.kind.shape?.fields.first { $0.api == key } }
    var taken: Set<Int> = []
    for (place, block) in blocks.enumerated() {
      let name = key.flatMap { key in block.keyedElements?[key.name].flatMap { key.json($0) } }
      let index =
        if let key, let name {
          objects.indices.first { !taken.contains($0) && objects[$0][key.api] == name }
        } else {
          objects.indices.contains(place) && !taken.contains(place) ? place : nil
        }
      guard let index else { continue }
      taken.insert(index)
      pairs.append((block, objects[index]))
    }
    rest = objects.indices.filter { !taken.contains($0) }.map { objects[$0] }
  }
}
