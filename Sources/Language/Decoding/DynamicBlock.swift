import Diagnostics
import HCL

/// `dynamic "TYPE" { … }`: a block that stands for one block of a type for each element of a collection.
struct DynamicBlock {
  /// The type of the blocks that it makes.
  let type: String
  let typeRange: SourceRange
  let header: SourceRange
  /// What the content calls the current element.
  let iterator: String
  let forEach: Attribute?
  /// The labels of the blocks that it makes.
  let labels: [Expression]
  let content: Block?

  /// nil when the block is not a dynamic one.
  init?(_ block: Block) {
    guard block.type == "dynamic", let label = block.labels.first, block.labels.count == 1 else { return nil }
    type = label.text
    typeRange = label.range
    header = block.headerRange
    iterator = block.body[attribute: "iterator"]?.value.keyword ?? label.text
    forEach = block.body[attribute: "for_each"]
    if case .tuple(let elements, _) = block.body[attribute: "labels"]?.value.unparenthesised {
      labels = elements
    } else {
      labels = []
    }
    content = block.body.blocks(ofType: "content").first
  }

  static let arguments = ["for_each", "iterator", "labels"]
}
