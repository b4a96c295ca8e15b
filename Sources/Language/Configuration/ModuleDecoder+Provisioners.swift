import Diagnostics
import HCL

/// The `provisioner` blocks of `resource` and `removed`.
extension ModuleDecoder {
  func provisioners(from reader: inout BlockReader) -> [ProvisionerConfig] {
    reader.blocks("provisioner", labels: 1).compactMap { provisioner($0, in: &reader) }
  }

  private func provisioner(_ block: Block, in outer: inout BlockReader) -> ProvisionerConfig? {
    guard let label = block.labels.first else {
      outer.diagnostics.append(
        Diagnostic(
          "missing-label", "Missing block label", "This block needs one label: write provisioner \"TYPE\".",
          at: block.headerRange, in: outer.context))
      return nil
    }
    var reader = BlockReader(block, in: outer.context)
    var provisioner = ProvisionerConfig(
      type: label.text, typeRange: label.range, body: block.body, range: block.headerRange)
    if let word = keyword("when", among: ["create", "destroy"], from: &reader) {
      provisioner.moment = word == "destroy" ? .beforeDeletion : .afterCreation
    }
    provisioner.continuesOnFailure =
      keyword("on_failure", among: ["continue", "fail"], from: &reader) == "continue"
    provisioner.connection = reader.block("connection")
    provisioner.body = reader.remainder
    outer.diagnostics += reader.diagnostics
    return provisioner
  }

  /// The bare word that an argument is; Terraform 0.11 wrote such words in quotes.
  private func keyword(_ name: String, among words: [String], from reader: inout BlockReader) -> String? {
    guard let attribute = reader.unquoted(name) else { return nil }
    let word = attribute.value.keyword ?? attribute.value.literalString
    if let word, words.contains(word) { return word }
    let suggestion = word.map { Suggestion.sentence(for: $0, in: words) } ?? ""
    reader.diagnostics.append(
      Diagnostic(
        "invalid-keyword", "Invalid keyword",
        "\"\(name)\" is either \(words[0]) or \(words[1]), without quotes.\(suggestion)",
        at: attribute.value.range, in: reader.context))
    return nil
  }
}
