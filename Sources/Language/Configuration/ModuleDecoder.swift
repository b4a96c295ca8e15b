import Addresses
import Diagnostics
import HCL

/// Decodes the files of one module into its configuration; the modules that it calls stay to be loaded.
struct ModuleDecoder {
  var module: ModuleConfig
  var diagnostics: [Diagnostic] = []
  /// Where the first block of each type stands that a module has only one of.
  private var singletons: [String: SourceRange] = [:]

  init(directory: String) {
    module = ModuleConfig(path: .root, directory: directory)
  }

  /// The blocks of a file, each with how many labels it has.
  static let blockTypes = [
    "terraform": 0, "variable": 1, "locals": 0, "output": 1, "resource": 2, "data": 2, "provider": 1,
    "module": 1, "moved": 0, "removed": 0, "import": 0, "check": 1, "ephemeral": 2, "action": 2,
  ]

  /// Decodes one file, with blocks in place of what stands for them in JSON.
  mutating func decode(_ file: Body) {
    for attribute in file.attributes { reject(attribute) }
    for block in file.blocks { decode(block) }
  }

  private mutating func decode(_ block: Block) {
    switch block.type {
    case "terraform": decodeTerraform(block)
    case "variable": decodeVariable(block)
    case "locals": decodeLocals(block)
    case "output": decodeOutput(block)
    case "resource": decodeResource(block, .managed)
    case "data": decodeResource(block, .data)
    case "ephemeral": decodeResource(block, .ephemeral)
    case "provider": decodeProvider(block)
    case "module": decodeModuleCall(block)
    case "moved": decodeMoved(block)
    case "removed": decodeRemoved(block)
    case "import": decodeImport(block)
    case "check": decodeCheck(block)
    case "action": decodeAction(block)
    default: rejectBlock(block.type, at: block.typeRange)
    }
  }

  private mutating func reject(_ attribute: Attribute) {
    guard !attribute.isJSON else { return rejectBlock(attribute.name, at: attribute.nameRange) }
    diagnostics.append(
      Diagnostic(
        "unsupported-argument", "Unsupported argument",
        """
        Only blocks can stand here, and "\(attribute.name)" is set like an argument. To set an input \
        variable, write this line in a file named terraform.tfvars; to name a value, write it in a locals \
        block.
        """, at: attribute.nameRange))
  }

  private mutating func rejectBlock(_ type: String, at range: SourceRange) {
    let suggestion = Suggestion.sentence(for: type, in: Self.blockTypes.keys)
    diagnostics.append(
      Diagnostic(
        "unsupported-block", "Unsupported block type",
        "Blocks of type \"\(type)\" are not expected here.\(suggestion)", at: range))
  }
}

// MARK: Names

extension ModuleDecoder {
  /// The labels of a block that must have one for each of `kinds`, such as `TYPE` and `NAME`; nil, and a
  /// diagnostic, when it has not.
  mutating func labels(of block: Block, _ kinds: String...) -> [Block.Label]? {
    let form = ([block.type] + kinds.map { "\"\($0)\"" }).joined(separator: " ")
    if block.labels.count < kinds.count {
      diagnostics.append(
        Diagnostic(
          "missing-label", "Missing block label",
          "This block needs \(Self.count(kinds)): write \(form).", at: block.headerRange,
          in: block.headerRange))
      return nil
    }
    if block.labels.count > kinds.count {
      diagnostics.append(
        Diagnostic(
          "extraneous-label", "Extraneous block label",
          "This block has \(Self.count(kinds)): write \(form).", at: block.labels[kinds.count].range,
          in: block.headerRange))
      return nil
    }
    for label in block.labels { checkName(label.text, at: label.range, in: block.headerRange) }
    return block.labels
  }

  private static func count(_ labels: [String]) -> String {
    ["no label", "one label", "two labels"][min(labels.count, 2)]
  }

  mutating func checkName(_ name: String, at range: SourceRange, in context: SourceRange) {
    guard !name.isIdentifier else { return }
    diagnostics.append(
      Diagnostic(
        "invalid-name", "Invalid name",
        """
        "\(name)" is no name. A name starts with a letter or an underscore, and holds only letters, digits, \
        underscores and dashes.
        """, at: range, in: context))
  }

  /// Reports a second declaration of something that was first declared at `first`.
  mutating func reportDuplicate(
    _ kind: String, _ name: String, at range: SourceRange, first: SourceRange, in context: SourceRange? = nil,
    advice: String = "Rename or remove one of the two."
  ) {
    diagnostics.append(
      Diagnostic(
        "duplicate-declaration", "Duplicate \(kind)",
        "\(kind.withArticle.capitalisedFirst) named \"\(name)\" was already declared at \(first). \(advice)",
        at: range, in: context))
  }

  /// Whether this is the first block of its kind in the module; reports it when it is not.
  mutating func isOnly(_ block: Block, in context: SourceRange) -> Bool {
    if let first = singletons[block.type] {
      diagnostics.append(
        Diagnostic(
          "duplicate-declaration", "Duplicate \(block.type) block",
          "A module can have only one \(block.type) block. The first one is at \(first).",
          at: block.headerRange, in: context))
      return false
    }
    singletons[block.type] = block.headerRange
    return true
  }
}
