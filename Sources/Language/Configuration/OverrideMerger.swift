import Diagnostics
import HCL

/// Lets the blocks of override files take the place of parts of those in the other files of a module.
///
/// An override's arguments replace those of the same names, and its nested blocks all of the same types; nothing
/// else of the original changes. A `lifecycle` block is merged by the same rule, `locals` value by value, and
/// `terraform` as its parts ask for.
struct OverrideMerger {
  /// What the module consists of.
  private(set) var files: [Body]
  private(set) var diagnostics: [Diagnostic] = []

  init(_ files: [Body]) {
    self.files = files
  }

  /// Merges one override file. Those that come later win.
  mutating func apply(_ file: Body) {
    for attribute in file.attributes where !files.isEmpty { files[0].attributes.append(attribute) }
    for block in file.blocks { apply(block) }
  }

  private mutating func apply(_ block: Block) {
    switch block.type {
    case "locals": applyLocals(block)
    case "terraform": applyTerraform(block)
    case "moved", "removed", "import", "check": refuse(block)
    default: replace(block)
    }
  }

  // MARK: Blocks with a name

  private mutating func replace(_ block: Block) {
    guard let (file, index) = original(of: block) else {
      // A type that there is not is for the decoder to report.
      let isKnown = ModuleDecoder.blockTypes[block.type] != nil
      return isKnown || files.isEmpty ? reportMissing(block) : files[0].blocks.append(block)
    }
    refuseDependencies(of: block)
    let original = files[file].blocks[index]
    files[file].blocks[index].body = merged(original.body, with: block.body, like: block.type)
  }

  private func original(of block: Block) -> (file: Int, index: Int)? {
    for (file, body) in files.enumerated() {
      if let index = body.blocks.firstIndex(where: { isOriginal($0, of: block) }) { return (file, index) }
    }
    return nil
  }

  private func isOriginal(_ block: Block, of override: Block) -> Bool {
    guard block.type == override.type, block.labels.map(\.text) == override.labels.map(\.text) else {
      return false
    }
    return block.type != "provider" || Self.alias(of: block) == Self.alias(of: override)
  }

  private static func alias(of provider: Block) -> String? {
    provider.body[attribute: "alias"]?.value.literalString
  }

  // MARK: Bodies

  /// The blocks with a meaning of their own, each with how many labels it has.
  private static let nestedBlocks = [
    "resource": ["lifecycle": 0, "connection": 0, "provisioner": 1], "data": ["lifecycle": 0],
    "ephemeral": ["lifecycle": 0],
    "variable": ["validation": 0], "output": ["precondition": 0],
  ]

  private mutating func merged(_ original: Body, with override: Body, like type: String) -> Body {
    let nested = Self.nestedBlocks[type] ?? [:]
    var result = original.withBlocks(nested, &diagnostics)
    var override = override.withBlocks(nested, &diagnostics)
    if let ours = result.blocks.firstIndex(where: { $0.type == "lifecycle" }),
      let theirs = override.blocks.firstIndex(where: { $0.type == "lifecycle" }), !nested.isEmpty
    {
      let lifecycle = merged(result.blocks[ours].body, with: override.blocks[theirs].body, like: "lifecycle")
      override.blocks[theirs].body = lifecycle
    }
    let replaced = Set(override.attributes.map(\.name) + override.blocks.map(\.madeType))
    result.attributes = result.attributes.filter { !replaced.contains($0.name) } + override.attributes
    result.blocks = result.blocks.filter { !replaced.contains($0.madeType) } + override.blocks
    return result
  }

  // MARK: Blocks without a name

  private mutating func applyLocals(_ block: Block) {
    for value in block.body.attributes {
      guard let (file, index) = locals(thatSet: value.name) else {
        reportMissing("the local value \"\(value.name)\"", at: value.nameRange, in: block.headerRange)
        continue
      }
      files[file].blocks[index].body.attributes.removeAll { $0.name == value.name }
      files[file].blocks[index].body.attributes.append(value)
    }
  }

  private func locals(thatSet name: String) -> (file: Int, index: Int)? {
    for (file, body) in files.enumerated() {
      let index = body.blocks.firstIndex { $0.type == "locals" && $0.body[attribute: name] != nil }
      if let index { return (file, index) }
    }
    return nil
  }

  private static let terraformBlocks = [
    "required_providers": 0, "backend": 1, "cloud": 0, "encryption": 0, "provider_meta": 1,
  ]

  private mutating func applyTerraform(_ block: Block) {
    let override = block.body.withBlocks(Self.terraformBlocks, &diagnostics)
    let setsBackend = override.blocks.contains { $0.type == "backend" || $0.type == "cloud" }
    let providers = Set(
      override.blocks(ofType: "required_providers").flatMap { $0.body.attributes.map(\.name) })
    for file in files.indices {
      for index in files[file].blocks.indices where files[file].blocks[index].type == "terraform" {
        var body = files[file].blocks[index].body.withBlocks(Self.terraformBlocks, &diagnostics)
        body.attributes.removeAll { override[attribute: $0.name] != nil }
        if setsBackend { body.blocks.removeAll { $0.type == "backend" || $0.type == "cloud" } }
        for nested in body.blocks.indices where body.blocks[nested].type == "required_providers" {
          body.blocks[nested].body.attributes.removeAll { providers.contains($0.name) }
        }
        files[file].blocks[index].body = body
      }
    }
    addTerraform(block, override)
  }

  /// What the override sets beyond that. There is one `required_providers` block in a module at most.
  private mutating func addTerraform(_ block: Block, _ override: Body) {
    var rest = override
    let entries = override.blocks(ofType: "required_providers").flatMap(\.body.attributes)
    if addProviders(entries) { rest.blocks.removeAll { $0.type == "required_providers" } }
    var addition = block
    addition.body = rest
    if files.isEmpty { files.append(Body(attributes: [], blocks: [], endRange: block.headerRange)) }
    files[0].blocks.append(addition)
  }

  /// Whether there is a block for the entries to be added to.
  private mutating func addProviders(_ entries: [Attribute]) -> Bool {
    for file in files.indices {
      for index in files[file].blocks.indices where files[file].blocks[index].type == "terraform" {
        let blocks = files[file].blocks[index].body.blocks
        guard let nested = blocks.firstIndex(where: { $0.type == "required_providers" }) else { continue }
        files[file].blocks[index].body.blocks[nested].body.attributes += entries
        return true
      }
    }
    return false
  }

  // MARK: Problems

  private mutating func refuse(_ block: Block) {
    diagnostics.append(
      Diagnostic(
        "invalid-override", "Cannot override block",
        "Blocks of type \"\(block.type)\" cannot be overridden. Move this one to a file of another name.",
        at: block.headerRange, in: block.headerRange))
  }

  private mutating func refuseDependencies(of block: Block) {
    guard let dependsOn = block.body[attribute: "depends_on"] else { return }
    diagnostics.append(
      Diagnostic(
        "invalid-override", "Unsupported override", "The argument \"depends_on\" cannot be overridden.",
        at: dependsOn.nameRange, in: block.headerRange))
  }

  private mutating func reportMissing(_ block: Block) {
    let name = ([block.type] + block.labels.map { "\"\($0.text)\"" }).joined(separator: " ")
    reportMissing(name, at: block.headerRange, in: block.headerRange)
  }

  private mutating func reportMissing(_ name: String, at range: SourceRange, in context: SourceRange) {
    diagnostics.append(
      Diagnostic(
        "invalid-override", "Nothing to override",
        "No other file of the module declares \(name), so there is nothing that this could override. To declare "
          + "it, move this to a file of another name.", at: range, in: context))
  }
}

extension Block {
  /// The type of the blocks that this one makes, where it is a dynamic one.
  fileprivate var madeType: String {
    type == "dynamic" ? labels.first?.text ?? type : type
  }
}
