import Addresses
import Diagnostics
import HCL

/// The `check` block.
extension ModuleDecoder {
  mutating func decodeCheck(_ block: Block) {
    guard let name = labels(of: block, "NAME")?.first?.text else { return }
    if let first = module.checks[name] {
      return reportDuplicate("check", name, at: block.headerRange, first: first.range)
    }
    var reader = BlockReader(block)
    var check = CheckConfig(name: name, range: block.headerRange)
    let data = reader.blocks("data", labels: 2)
    check.data = data.first.flatMap { scopedData($0, in: check) }
    for extra in data.dropFirst() {
      reader.diagnostics.append(
        .duplicateBlock("data", at: extra.headerRange, first: data[0].headerRange, in: reader.context))
    }
    let assertions = reader.blocks("assert")
    check.assertions = assertions.compactMap { rule($0, in: &reader) }
    diagnostics += reader.finish()
    if assertions.isEmpty { diagnostics.append(.nothingToCheck(block)) }
    module.checks[name] = check
  }

  /// Declares the data source of a check, which only the check may refer to.
  private mutating func scopedData(_ block: Block, in check: CheckConfig) -> ResourceName? {
    guard let labels = labels(of: block, "TYPE", "NAME") else { return nil }
    let name = ResourceName(.data, labels[0].text, labels[1].text)
    for attribute in block.body.attributes where ["count", "for_each"].contains(attribute.name) {
      diagnostics.append(
        .unexpectedInCheck("\"\(attribute.name)\" cannot be set", at: attribute.nameRange, in: check.range))
    }
    for nested in block.body.blocks where nested.type == "lifecycle" {
      diagnostics.append(
        .unexpectedInCheck("\"lifecycle\" cannot stand", at: nested.headerRange, in: check.range))
    }
    decodeResource(block, .data, check: check.name)
    return name
  }
}

extension Diagnostic {
  fileprivate static func nothingToCheck(_ block: Block) -> Diagnostic {
    Diagnostic(
      "missing-assertion", "Check without assertions",
      "A check needs at least one assert block, with a condition and an error_message.",
      at: block.headerRange, in: block.headerRange)
  }

  fileprivate static func unexpectedInCheck(
    _ what: String, at range: SourceRange, in context: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "invalid-check", "Invalid data in check",
      "\(what) in the data source of a check: there is one of it, and it lives as long as the check does.",
      at: range, in: context)
  }
}
