import Addresses
import Diagnostics
import HCL

/// The `terraform` block.
extension ModuleDecoder {
  mutating func decodeTerraform(_ block: Block) {
    guard labels(of: block) != nil else { return }
    var reader = BlockReader(block)
    if let version = reader.versionConstraint("required_version") { module.requiredVersions.append(version) }
    if let experiments = reader.attribute("experiments") { warn(aboutExperiments: experiments, in: block) }
    for providers in reader.blocks("required_providers") where isOnly(providers, in: block.headerRange) {
      decodeRequiredProviders(providers, in: block.headerRange)
    }
    for backend in reader.blocks("backend", labels: 1) where isOnly(backend, in: block.headerRange) {
      module.backend = backend
    }
    for cloud in reader.blocks("cloud") where isOnly(cloud, in: block.headerRange) { module.cloud = cloud }
    for encryption in reader.blocks("encryption") where isOnly(encryption, in: block.headerRange) {
      module.encryption = encryption
    }
    for meta in reader.blocks("provider_meta", labels: 1) { decodeProviderMeta(meta, in: block.headerRange) }
    diagnostics += reader.finish()
  }

  private mutating func decodeProviderMeta(_ block: Block, in context: SourceRange) {
    guard let name = labels(of: block, "PROVIDER")?.first?.text else { return }
    if let first = module.providerMeta[name] {
      diagnostics.append(
        .duplicateBlock("provider_meta", at: block.headerRange, first: first.headerRange, in: context))
    } else {
      module.providerMeta[name] = block
    }
  }

  private mutating func warn(aboutExperiments experiments: Attribute, in block: Block) {
    diagnostics.append(
      Diagnostic(
        .warning, "experiments-ignored", "Experiments ignored",
        "No language experiment exists here. Remove this argument to silence the warning.",
        at: experiments.nameRange, in: block.headerRange))
  }

  private mutating func decodeRequiredProviders(_ block: Block, in context: SourceRange) {
    for nested in block.body.blocks {
      diagnostics.append(
        .unsupportedBlock(
          nested.type, arguments: [nested.type], blocks: [], at: nested.typeRange, in: context))
    }
    for entry in block.body.attributes {
      checkName(entry.name, at: entry.nameRange, in: context)
      var reader = ProviderRequirementReader(entry: entry, context: context)
      module.requiredProviders[entry.name] = reader.read()
      diagnostics += reader.diagnostics
    }
  }
}

/// Reads one entry of `required_providers`: `docker = { source = "kreuzwerker/docker", version = "~> 3.0" }`.
private struct ProviderRequirementReader {
  let entry: Attribute
  let context: SourceRange
  var diagnostics: [Diagnostic] = []
  private var requirement: ProviderRequirement

  init(entry: Attribute, context: SourceRange) {
    self.entry = entry
    self.context = context
    requirement = ProviderRequirement(address: ProviderAddress(impliedBy: entry.name), range: entry.range)
  }

  mutating func read() -> ProviderRequirement {
    switch entry.value {
    case .object(let items, _): for item in items { read(item) }
    default: readVersion(entry.value)
    }
    return requirement
  }

  private static let keys = ["source", "version", "configuration_aliases"]

  private mutating func read(_ item: ObjectItem) {
    switch item.key.staticName?.text {
    case "source": readSource(item.value)
    case "version": readVersion(item.value)
    case "configuration_aliases": readAliases(item.value)
    case let name:
      let shown = name ?? item.key.range.text
      diagnostics.append(
        .unsupportedArgument(shown, arguments: Self.keys, blocks: [], at: item.key.range, in: context))
    }
  }

  private mutating func readSource(_ expression: Expression) {
    guard let text = expression.literalString else { return report(notText: "source", expression) }
    guard let address = ProviderAddress(source: text) else {
      diagnostics.append(
        Diagnostic(
          "invalid-provider-source", "Invalid provider source",
          "\"\(text)\" is no provider address. Write NAMESPACE/TYPE, such as \"kreuzwerker/docker\".",
          at: expression.range, in: context))
      return
    }
    requirement.address = address
  }

  private mutating func readVersion(_ expression: Expression) {
    guard let text = expression.literalString else { return report(notText: "version", expression) }
    let version = VersionConstraintConfig(text: text, range: expression.range)
    if version.constraint == nil {
      diagnostics.append(.invalidVersionConstraint(text, at: expression.range, in: context))
    } else {
      requirement.version = version
    }
  }

  private mutating func readAliases(_ expression: Expression) {
    var reader = ReferenceListReader(context: context)
    var aliases = entry
    aliases.value = expression
    let list = aliases.unquoted(&diagnostics)
    requirement.configurationAliases = reader.providers(in: list, argument: "configuration_aliases")
    diagnostics += reader.diagnostics
  }

  private mutating func report(notText name: String, _ expression: Expression) {
    diagnostics.append(
      .inappropriateValue(of: name, "a string in quotes is required", at: expression.range, in: context))
  }
}
