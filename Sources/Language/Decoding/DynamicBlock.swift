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
    // What is wrong is for whoever reads the block to report.
    var problems: [Diagnostic] = []
    let body = block.body.withBlocks(["content": 0], &problems)
    type = label.text
    typeRange = label.range
    header = block.headerRange
    iterator = body[attribute: "iterator"]?.unquoted(&problems).keyword ?? label.text
    forEach = body[attribute: "for_each"]
    if case .tuple(let elements, _) = body[attribute: "labels"]?.value.unparenthesised {
      labels = elements
    } else {
      labels = []
    }
    content = body.blocks(ofType: "content").first
  }

  static let arguments = ["for_each", "iterator", "labels"]
}
