import Addresses
import ArgumentParser
import Language
import StateStorage

struct ProvidersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "providers", abstract: "List the providers that the configuration and the state need.",
    subcommands: [
      ProvidersListCommand.self, ProvidersSchemaCommand.self, ProvidersLockCommand.self,
      ProvidersMirrorCommand.self,
    ],
    defaultSubcommand: ProvidersListCommand.self)
}

struct ProvidersListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the providers that are needed, by module.", shouldDisplay: false)

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let root = try await run.loadConfiguration().root
      let recorded = try await run.stateStore(root).load().snapshot?.resources.values.map(\.provider.provider)
      let tree = ".\n" + Self.branches(of: root, margin: "")
      let text = "\nProviders required by configuration:\n\(tree)\n\(Self.list(Set(recorded ?? [])))"
      Output.standard.print(text)
      return .success
    }
  }

  private static func branches(of module: ModuleConfig, margin: String) -> String {
    let providers = module.neededProviders.map { address, constraint in
      (text: "provider[\(address)]\(constraint.map { " \($0)" } ?? "")", child: ModuleConfig?.none)
    }
    let children = module.children.sorted { $0.key < $1.key }.map {
      (text: "module.\($0)", child: Optional($1))
    }
    let branches = providers.sorted { $0.text < $1.text } + children
    return branches.enumerated().map { index, branch in
      let isLast = index == branches.count - 1
      let below = margin + (isLast ? "    " : "│   ")
      return "\(margin)\(isLast ? "└──" : "├──") \(branch.text)\n"
        + (branch.child.map { Self.branches(of: $0, margin: below) } ?? "")
    }.joined()
  }

  private static func list(_ addresses: Set<ProviderAddress>) -> String {
    guard !addresses.isEmpty else { return "" }
    let lines = addresses.map { "    provider[\($0)]\n\n" }.sorted()
    return "Providers required by state:\n\n\(lines.joined())"
  }
}

extension ModuleConfig {
  /// The providers that the blocks of this module need, with the versions that it asks for.
  var neededProviders: [(address: ProviderAddress, constraint: String?)] {
    let implied = resources.values.map {
      $0.provider?.key.localName ?? String($0.name.type.prefix { $0 != "_" })
    }
    let named = providers.keys.map(\.localName) + requiredProviders.keys
    return Set(implied + named).map { name in
      let requirement = requiredProviders[name]
      return (requirement?.address ?? ProviderAddress(impliedBy: name), requirement?.version?.text)
    }
  }

  /// The providers of this module and of all that it calls.
  var allNeededProviders: Set<ProviderAddress> {
    children.values.reduce(into: Set(neededProviders.map(\.address))) { $0.formUnion($1.allNeededProviders) }
  }
}
