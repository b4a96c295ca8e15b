import Addresses
import Diagnostics
import HCL

/// The blocks that act on the world: `resource`, `data` and `provider`.
extension ModuleDecoder {
  /// - Parameter check: the check that the block stands in.
  mutating func decodeResource(_ block: Block, _ mode: ResourceMode, check: String? = nil) {
    guard let labels = labels(of: block, "TYPE", "NAME") else { return }
    let name = ResourceName(mode, labels[0].text, labels[1].text)
    if let first = module.resources[name] {
      return reportDuplicate(mode.kindName, "\(name)", at: block.headerRange, first: first.range)
    }
    var reader = BlockReader(block)
    var resource = ResourceConfig(name: name, body: block.body, range: block.headerRange)
    resource.repetition = repetition(from: &reader)
    resource.provider = reader.unquoted("provider").flatMap { provider($0, from: &reader) }
    resource.dependsOn = dependencies(from: &reader)
    if let block = reader.block("lifecycle") { readLifecycle(block, mode, of: &resource, in: &reader) }
    if mode == .managed {
      resource.connection = reader.block("connection")
      resource.provisioners = provisioners(from: &reader)
    }
    resource.check = check
    resource.body = reader.remainder
    diagnostics += reader.diagnostics
    module.resources[name] = resource
  }

  func provider(_ attribute: Attribute, from reader: inout BlockReader) -> ProviderReference? {
    var list = ReferenceListReader(context: reader.header)
    let reference = list.provider(attribute.value)
    reader.diagnostics += list.diagnostics
    return reference
  }

  private func readLifecycle(
    _ block: Block, _ mode: ResourceMode, of resource: inout ResourceConfig, in outer: inout BlockReader
  ) {
    var reader = BlockReader(block, in: outer.header)
    var lifecycle = Lifecycle()
    readEnabled(into: &resource.repetition, from: &reader)
    lifecycle.preconditions = reader.blocks("precondition").compactMap { rule($0, in: &reader) }
    lifecycle.postconditions = reader.blocks("postcondition").compactMap { rule($0, in: &reader) }
    if mode == .managed { readManagedLifecycle(into: &lifecycle, from: &reader) }
    outer.diagnostics += reader.finish()
    resource.lifecycle = lifecycle
  }

  private func readManagedLifecycle(into lifecycle: inout Lifecycle, from reader: inout BlockReader) {
    lifecycle.createBeforeDestroy = reader.bool("create_before_destroy")
    lifecycle.preventDestroy = reader.attribute("prevent_destroy")
    lifecycle.destroysObjects = reader.bool("destroy", default: true)
    lifecycle.actionTriggers = reader.blocks("action_trigger").compactMap { trigger($0, in: &reader) }
    var list = ReferenceListReader(context: reader.context)
    if let ignored = reader.unquoted("ignore_changes") {
      lifecycle.ignoreChanges = list.paths(in: ignored.value)
    }
    if let triggers = reader.unquoted("replace_triggered_by") {
      lifecycle.replaceTriggeredBy = list.elements(of: triggers.value, argument: "replace_triggered_by")
    }
    reader.diagnostics += list.diagnostics
  }

  mutating func decodeProvider(_ block: Block) {
    guard let label = labels(of: block, "NAME")?.first else { return }
    var reader = BlockReader(block)
    let alias = reader.string("alias")
    if let alias, let range = reader.attribute("alias")?.value.range {
      checkName(alias, at: range, in: block.headerRange)
    }
    let forEach = reader.attribute("for_each")
    if let forEach, alias == nil { refuse(forEach, from: &reader) }
    if reader.versionConstraint("version") != nil { warn(aboutVersionOf: label.text, from: &reader) }
    diagnostics += reader.diagnostics
    let key = ProviderReference.Key(localName: label.text, alias: alias)
    if let first = module.providers[key] {
      let name = alias.map { "\(label.text).\($0)" } ?? label.text
      return reportDuplicate(
        "provider configuration", name, at: block.headerRange, first: first.range,
        advice: "To have several, give each but one an argument \"alias\" of its own.")
    }
    var provider = ProviderConfig(key: key, body: reader.remainder, range: block.headerRange)
    if let forEach { provider.repetition = .forEach(forEach.value) }
    module.providers[key] = provider
  }

  private func refuse(_ forEach: Attribute, from reader: inout BlockReader) {
    reader.diagnostics.append(
      Diagnostic(
        "missing-alias", "Repeated provider without alias",
        "Each of the configurations that for_each makes is named by an alias and a key, so the block needs the argument "
          + "\"alias\".", at: forEach.nameRange, in: reader.header))
  }

  private func warn(aboutVersionOf provider: String, from reader: inout BlockReader) {
    reader.diagnostics.append(
      Diagnostic(
        .warning, "provider-version", "Version in provider block",
        """
        A version in a provider block is a form of Terraform 0.12, and is ignored. Move it to the entry \
        "\(provider)" of required_providers.
        """, at: reader.attribute("version")?.nameRange, in: reader.header))
  }
}

extension ResourceMode {
  /// What such a block declares, in words.
  var kindName: String {
    switch self {
    case .managed: "resource"
    case .data: "data source"
    case .ephemeral: "ephemeral resource"
    case .action: "action"
    }
  }
}
