import Diagnostics
import HCL

/// The `module` block.
extension ModuleDecoder {
  mutating func decodeModuleCall(_ block: Block) {
    guard let name = labels(of: block, "NAME")?.first?.text else { return }
    if let first = module.calls[name] {
      return reportDuplicate("module call", name, at: block.headerRange, first: first.range)
    }
    var reader = BlockReader(block)
    if let call = moduleCall(name, from: &reader) { module.calls[name] = call }
    for nested in block.body.blocks where nested.type != "lifecycle" {
      reader.diagnostics.append(
        .unsupportedBlock(
          nested.type, arguments: [], blocks: [], at: nested.typeRange, in: block.headerRange))
    }
    diagnostics += reader.diagnostics
  }

  private func moduleCall(_ name: String, from reader: inout BlockReader) -> ModuleCallConfig? {
    let source = reader.required("source")
    let isComputed = source?.constant.freeTraversals.isEmpty == false
    let text = isComputed ? "" : reader.string("source")
    let computedVersion = reader.attribute("version")?.constant
    let versionIsComputed = computedVersion?.freeTraversals.isEmpty == false
    let version = versionIsComputed ? nil : reader.versionConstraint("version")
    var repetition = repetition(from: &reader)
    if let block = reader.block("lifecycle") {
      var lifecycle = BlockReader(block, in: reader.header)
      readEnabled(into: &repetition, from: &lifecycle)
      reader.diagnostics += lifecycle.finish()
    }
    let providers = reader.unquoted("providers")
    let dependsOn = dependencies(from: &reader)
    guard let source, let text else { return nil }
    var call = ModuleCallConfig(
      name: name, source: text, sourceRange: source.value.range, range: reader.header)
    call.version = version
    call.computedSource = isComputed ? source.value : nil
    call.computedVersion = versionIsComputed ? computedVersion : nil
    call.repetition = repetition
    call.dependsOn = dependsOn
    call.inputs = reader.remainder.attributes
    if let providers { readProviders(providers.value, into: &call, from: &reader) }
    return call
  }

  /// `providers = { docker = docker.remote }`: the child's name on the left, ours on the right.
  private func readProviders(
    _ expression: Expression, into call: inout ModuleCallConfig, from reader: inout BlockReader
  ) {
    guard case .object(let items, _) = expression.unparenthesised else {
      reader.diagnostics.append(
        Diagnostic(
          "invalid-expression", "Invalid expression",
          "\"providers\" must be a map in braces, such as { docker = docker.remote }.",
          at: expression.range, in: reader.header))
      return
    }
    var list = ReferenceListReader(context: reader.header)
    for item in items {
      guard let inner = list.provider(item.key.asExpression), let outer = list.provider(item.value) else {
        continue
      }
      call.providers[inner.key] = outer
    }
    reader.diagnostics += list.diagnostics
  }
}

extension ObjectKey {
  /// The key read as a reference, which a bare word can be where the language says so.
  var asExpression: Expression {
    switch self {
    case .name(let name, let range): .traversal(Traversal(root: name, rootRange: range))
    case .expression(let expression):
      expression.literalString.flatMap { Traversal(quoted: $0, at: expression.range) }.map(
        Expression.traversal)
        ?? expression
    }
  }
}
