public import Diagnostics
public import HCL
public import Values

/// Finds the place in a body that a value inside its object comes from.
public struct BodyLocator {
  private let body: Body
  private let header: SourceRange

  /// The body of the block with the given header.
  public init(body: Body, header: SourceRange) {
    self.body = body
    self.header = header
  }

  /// The expression or block that gives the value at `path`; where none is written, the header of the block
  /// that it would stand in.
  public func range(of path: AttributePath) -> SourceRange {
    range(of: path.steps[...])
  }

  private func range(of steps: ArraySlice<AttributePath.Step>) -> SourceRange {
    guard case .attribute(let name)? = steps.first else { return header }
    let rest = steps.dropFirst()
    if let attribute = body[attribute: name] {
      return attribute.value.range(of: AttributePath(Array(rest)))
    }
    let sites = sites(ofType: name)
    guard let first = sites.first else { return header }
    switch rest.first {
    case nil: return first.header
    case .attribute: return first.locator.range(of: rest)
    case .index(let index): return site(at: index, of: sites).locator.range(of: rest.dropFirst())
    case .key(let label):
      let site = sites.first { $0.label == label } ?? first
      return site.locator.range(of: rest.dropFirst())
    case .element:
      // Which element came from which block is known only where there is one block.
      return sites.count == 1 ? first.locator.range(of: rest.dropFirst()) : first.header
    }
  }

  /// A block in the body, or a dynamic one that makes such blocks.
  private struct Site {
    var header: SourceRange
    var label: String?
    var body: Body
    var isDynamic = false

    var locator: BodyLocator { BodyLocator(body: body, header: header) }
  }

  private func sites(ofType type: String) -> [Site] {
    body.blocks.compactMap { block in
      if block.type == type {
        return Site(header: block.headerRange, label: block.labels.first?.text, body: block.body)
      }
      guard let dynamic = DynamicBlock(block), dynamic.type == type, let content = dynamic.content else {
        return nil
      }
      return Site(header: dynamic.header, body: content.body, isDynamic: true)
    }
  }

  /// The block of a number. A dynamic block makes so many that it has all numbers from its own on.
  private func site(at index: Int, of sites: [Site]) -> Site {
    let dynamic = sites.firstIndex(where: \.isDynamic) ?? sites.count - 1
    return sites[max(0, min(index, dynamic))]
  }
}
