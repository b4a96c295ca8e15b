import Addresses
import Diagnostics

/// Provider configurations: those that are named, and those that calls hand down.
extension ModuleReferenceChecker {
  /// Reports a provider configuration that the module does not have.
  mutating func check(_ provider: ProviderReference, in context: SourceRange) {
    if let block = module.providers[provider.key] { return check(provider, of: block, in: context) }
    guard let alias = provider.key.alias else { return }
    let handedIn = module.requiredProviders[provider.key.localName]?.configurationAliases ?? []
    guard !handedIn.contains(where: { $0.key == provider.key }) else { return }
    let aliases = module.providers.keys.filter { $0.localName == provider.key.localName }.compactMap(\.alias)
    diagnostics.append(
      Diagnostic(
        "undeclared-provider", "Undeclared provider configuration",
        """
        No provider "\(provider.key.localName)" block in \(module.placeName) has the alias "\(alias)".\
        \(Suggestion.sentence(for: alias, in: aliases))
        """, at: provider.range, in: context))
  }

  private mutating func check(
    _ provider: ProviderReference, of block: ProviderConfig, in context: SourceRange
  ) {
    let name = "\(provider.key.localName).\(provider.key.alias ?? "")"
    switch (block.repetition, provider.instance) {
    case (.forEach, nil):
      diagnostics.append(
        Diagnostic(
          "missing-key", "Missing provider key",
          "The block of \(name) sets for_each, so there are several. Say which one is meant: \(name)[each.key].",
          at: provider.range, in: context))
    case (.single, .some), (.count, .some), (.enabled, .some):
      diagnostics.append(
        Diagnostic(
          "unexpected-key", "Unexpected provider key",
          "The block of \(name) does not set for_each, so there is only one. Remove the key in brackets.",
          at: provider.range, in: context))
    default: break
    }
  }

  /// Reports what a call hands to a module that the module does not take.
  mutating func checkTakenProviders(_ call: ModuleCallConfig) {
    guard let child = module.children[call.name] else { return }
    for (inner, outer) in call.providers.sorted(by: {
      $0.value.range.bytes.lowerBound < $1.value.range.bytes.lowerBound
    }) {
      let name = inner.alias.map { "\(inner.localName).\($0)" } ?? inner.localName
      let (theirs, ours) = (child.provider(inner.localName), module.provider(outer.key.localName))
      if inner.alias != nil, !child.takes(inner) {
        report(
          "undeclared-provider", "Provider not asked for",
          "The module asks for no provider configuration \(name). It would do so by configuration_aliases = [\(name)] in "
            + "its required_providers.", outer, call)
      } else if theirs != ours {
        report(
          "provider-mismatch", "Provider type mismatch",
          "In the module \(inner.localName) is the provider \(theirs.shortDescription), and what it is handed is one of "
            + "\(ours.shortDescription).", outer, call)
      }
    }
  }

  private mutating func report(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, _ provider: ProviderReference,
    _ call: ModuleCallConfig
  ) {
    diagnostics.append(Diagnostic(code, summary, detail, at: provider.range, in: call.range))
  }

  /// Reports the provider configurations that a called module asks for and is not handed.
  mutating func checkHandedProviders(_ call: ModuleCallConfig) {
    let wanted = module.children[call.name]?.requiredProviders.values.flatMap(\.configurationAliases) ?? []
    for alias in wanted where call.providers[alias.key] == nil {
      let name = alias.range.text
      diagnostics.append(
        Diagnostic(
          "missing-provider", "Missing provider configuration",
          """
          The module asks for a provider configuration \(name), and the call does not hand it one. Add it, with \
          a configuration of this module on the right:
              providers = { \(name) = … }
          """, at: call.range, in: call.range))
    }
  }
}

extension ModuleConfig {
  /// The provider that a local name stands for.
  fileprivate func provider(_ localName: String) -> ProviderAddress {
    requiredProviders[localName]?.address ?? ProviderAddress(impliedBy: localName)
  }

  /// Whether the module asks for a provider configuration, or has one of that name.
  fileprivate func takes(_ key: ProviderReference.Key) -> Bool {
    providers[key] != nil
      || requiredProviders[key.localName]?.configurationAliases.contains { $0.key == key } == true
  }
}
