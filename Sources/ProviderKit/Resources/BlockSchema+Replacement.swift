import Values

/// Which changes cannot be made in place.
extension BlockSchema {
  /// The paths below `path` at which `planned` differs from `prior` and the schema requires replacement.
  /// A block that is absent counts as one in which nothing is set.
  func replacements(from prior: Value?, to planned: Value?, at path: AttributePath = .root) -> [AttributePath]
  {
    let (prior, planned) = (prior?.keyedElements, planned?.keyedElements)
    var paths: [AttributePath] = []
    for (name, attribute) in attributes where attribute.requiresReplace {
      if !Value.isSame(prior?[name], planned?[name]) { paths.append(path.appending(.attribute(name))) }
    }
    for (name, nested) in blocks {
      paths += nested.replacements(
        from: prior?[name], to: planned?[name], at: path.appending(.attribute(name)))
    }
    return paths
  }

  /// Whether a change of anything in the block requires replacement.
  fileprivate var hasReplacingContent: Bool {
    attributes.values.contains(where: \.requiresReplace)
      || blocks.values.contains { $0.requiresReplace || $0.block.hasReplacingContent }
  }
}

extension NestedBlockSchema {
  fileprivate func replacements(
    from prior: Value?, to planned: Value?, at path: AttributePath
  ) -> [AttributePath] {
    if Value.isSame(prior, planned) || (prior?.isAbsent ?? true) && (planned?.isAbsent ?? true) { return [] }
    if requiresReplace { return [path] }
    guard block.hasReplacingContent else { return [] }
    if let planned, !planned.isKnown { return [path] }
    switch nesting {
    case .single, .group: return block.replacements(from: prior, to: planned, at: path)
    case .list: return listReplacements(prior?.elements ?? [], planned?.elements ?? [], at: path)
    case .set: return setReplacements(prior?.elements ?? [], planned?.elements ?? [], at: path)
    case .map: return mapReplacements(prior?.keyedElements ?? [:], planned?.keyedElements ?? [:], at: path)
    }
  }

  private func listReplacements(_ prior: [Value], _ planned: [Value], at path: AttributePath)
    -> [AttributePath]
  {
    (0..<max(prior.count, planned.count)).flatMap { index in
      block.replacements(
        from: prior.indices.contains(index) ? prior[index] : nil,
        to: planned.indices.contains(index) ? planned[index] : nil, at: path.appending(.index(index)))
    }
  }

  private func mapReplacements(_ prior: KeyedValues, _ planned: KeyedValues, at path: AttributePath)
    -> [AttributePath]
  {
    Set(prior.keys + planned.keys).sorted().flatMap { key in
      block.replacements(from: prior[key], to: planned[key], at: path.appending(.key(key)))
    }
  }

  /// The blocks of a set have no identity: the set as a whole is to blame, if any block came or went whose
  /// like, as far as replacement goes, is not on the other side.
  private func setReplacements(_ prior: [Value], _ planned: [Value], at path: AttributePath)
    -> [AttributePath]
  {
    let (gone, new) = (prior.filter { !planned.contains($0) }, planned.filter { !prior.contains($0) })
    let isPaired = { (block: BlockSchema, element: Value, others: [Value]) in
      block.replacements(from: nil, to: element).isEmpty
        || others.contains { block.replacements(from: $0, to: element).isEmpty }
    }
    let block = block
    let isHarmless =
      new.allSatisfy { isPaired(block, $0, gone) } && gone.allSatisfy { isPaired(block, $0, new) }
    return isHarmless ? [] : [path]
  }
}

extension Value {
  /// Whether two places hold the same, where a place that does not exist holds null. `prior` is known.
  static func isSame(_ prior: Value?, _ planned: Value?) -> Bool {
    (prior?.isNull ?? true) && (planned?.isNull ?? true) || prior == planned
  }
}
