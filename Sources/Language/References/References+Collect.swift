public import HCL

extension Expression {
  /// Everything that the expression refers to, in the order it is written.
  ///
  /// References that have no meaning are left out: ``ReferenceChecker`` reports them.
  public var references: [Reference] {
    freeTraversals.compactMap { try? Reference.parse($0) }
  }
}

extension Body {
  /// Everything that the arguments and blocks of a body refer to, without the iterators of its `dynamic`
  /// blocks.
  public var references: [Reference] {
    freeTraversals.compactMap { try? Reference.parse($0) }
  }

  /// The traversals of all expressions in the body, at any depth, but for those that start from an iterator
  /// of a `dynamic` block around them.
  public var freeTraversals: [Traversal] {
    attributes.flatMap(\.freeTraversals) + blocks.flatMap(\.freeTraversals)
  }
}

extension Block {
  fileprivate var freeTraversals: [Traversal] {
    guard let dynamic = DynamicBlock(self) else { return body.freeTraversals }
    let outside = dynamic.forEach?.value.freeTraversals ?? []
    let inside = dynamic.labels.flatMap { $0.freeTraversals } + (dynamic.content?.body.freeTraversals ?? [])
    return outside + inside.filter { $0.root != dynamic.iterator }
  }
}

extension Attribute {
  fileprivate var freeTraversals: [Traversal] {
    let traversals = value.freeTraversals
    guard isJSON else { return traversals }
    // Whether something is a dynamic block only its schema can tell. Its iterator is no reference in any case.
    let iterators = name == "dynamic" ? value.iterators : value.innerIterators
    return traversals.filter { !iterators.contains($0.root) }
  }
}

extension Expression {
  /// The iterators of the dynamic blocks that a JSON value would stand for.
  fileprivate var iterators: [String] {
    (staticItems ?? []).flatMap { item in
      let label = item.key.staticName.map { [$0.text] } ?? []
      let named = item.value.staticItems?.first { $0.key.staticName?.text == "iterator" }?.value.literalString
      return label + (named.map { [$0] } ?? []) + item.value.innerIterators
    }
  }

  /// Those anywhere inside.
  fileprivate var innerIterators: [String] {
    if let elements = staticElements { return elements.flatMap(\.innerIterators) }
    return (staticItems ?? []).flatMap { item in
      item.key.staticName?.text == "dynamic" ? item.value.iterators : item.value.innerIterators
    }
  }
}
