/// How one list becomes another.
struct ListDifference<Element: Equatable> {
  enum Step {
    case same(Element)
    case changed(Element, Element)
    case removed(Element)
    case added(Element)

    var isSame: Bool { if case .same = self { true } else { false } }
  }

  let steps: [Step]

  /// Beyond this many pairs of elements, elements are compared by their place only.
  private static var maxPairs: Int { 1_000_000 }

  init(_ before: [Element], _ after: [Element]) {
    let start = zip(before, after).prefix { $0 == $1 }.count
    let most = min(before.count, after.count) - start
    let end = zip(before.reversed(), after.reversed()).prefix(most).prefix { $0 == $1 }.count
    let middle = Self.middle(before[start..<before.count - end], after[start..<after.count - end])
    steps = before.prefix(start).map(Step.same) + middle + before.suffix(end).map(Step.same)
  }

  /// The lists between what they begin and end with in common.
  private static func middle(_ before: ArraySlice<Element>, _ after: ArraySlice<Element>) -> [Step] {
    guard before.count * after.count <= maxPairs else { return paired(before, after) }
    let difference = Array(after).difference(from: Array(before))
    var (removed, added): (Set<Int>, Set<Int>) = ([], [])
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset + before.startIndex)
      case .insert(let offset, _, _): added.insert(offset + after.startIndex)
      }
    }
    var steps: [Step] = []
    var (old, new) = (before, after)
    while !old.isEmpty || !new.isEmpty {
      let gone = old.indices.prefix { removed.contains($0) }.map { old[$0] }
      let come = new.indices.prefix { added.contains($0) }.map { new[$0] }
      steps += paired(gone[...], come[...])
      old = old.dropFirst(gone.count)
      new = new.dropFirst(come.count)
      guard let element = old.popFirst(), new.popFirst() != nil else { break }
      steps.append(.same(element))
    }
    return steps
  }

  /// What goes turns into what comes in its place, as far as there are both.
  private static func paired(_ gone: ArraySlice<Element>, _ come: ArraySlice<Element>) -> [Step] {
    let common = min(gone.count, come.count)
    return zip(gone, come).map(Step.changed) + gone.dropFirst(common).map(Step.removed)
      + come.dropFirst(common).map(Step.added)
  }
}
