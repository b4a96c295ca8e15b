extension Diagnostic {
  /// The diagnostic with the header of the block around it, unless it has one.
  public func within(_ context: SourceRange?) -> Diagnostic {
    var diagnostic = self
    if diagnostic.context == nil { diagnostic.context = context }
    return diagnostic
  }
}

extension Collection<Diagnostic> {
  /// In the order of the source, file by file, so that a report reads from top to bottom; first of all what
  /// has no place.
  public func inSourceOrder() -> [Diagnostic] {
    sorted { a, b in
      guard let x = a.subject, let y = b.subject else { return a.subject == nil && b.subject != nil }
      return (x.file.name, x.bytes.lowerBound) < (y.file.name, y.bytes.lowerBound)
    }
  }

  /// Without those that say again of a place what was said of it before.
  public func withoutRepetitions() -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return filter { diagnostic in
      var essence = diagnostic
      (essence.context, essence.address, essence.observations) = (nil, nil, [])
      return seen.insert(essence).inserted
    }
  }
}
