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
    attributes.flatMap(\.value.freeTraversals) + blocks.flatMap(\.freeTraversals)
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
