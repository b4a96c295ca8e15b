import Addresses
import ArgumentParser

struct ProviderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provider",
    abstract: "Serve what is built in to Terraform and OpenTofu, and check any provider.",
    subcommands: [ProviderInstallCommand.self, ProviderServeCommand.self, ProviderTestCommand.self])
}

/// The name of a provider that is built in and can be served.
struct ServedProvider: ExpressibleByArgument {
  let type: String

  /// Terraform has a provider of the name `terraform` itself.
  static let names = BuiltInProviders.addresses.map(\.type).filter { $0 != "terraform" }.sorted()

  init?(argument: String) {
    guard Self.names.contains(argument) else { return nil }
    type = argument
  }

  static var allValueStrings: [String] { names }
  var defaultValueDescription: String { type }
}
