import Addresses
import ArgumentParser
import Language
import ProviderInstaller

struct ProvidersLockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Record the checksums of providers for other platforms in the lock file.")

  @OptionGroup var platforms: PlatformOptions

  @Option(
    name: .customLong("fs-mirror"),
    help: ArgumentHelp(
      "Look into this folder, in the layout of a mirror, and nowhere else.", valueName: "folder"))
  var folderMirror: String?

  @Option(
    name: .customLong("net-mirror"),
    help: ArgumentHelp("Ask this network mirror and nobody else.", valueName: "url"))
  var networkMirror: String?

  @Argument(
    help: "Providers, such as hashicorp/null; without any, all that the configuration needs.",
    transform: { text in
      guard let address = ProviderAddress(source: text) else {
        throw ValidationError("\(text) is no provider, such as hashicorp/null.")
      }
      return address
    })
  var providers: [ProviderAddress] = []

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      let root = try await run.loadConfiguration().root
      let platforms = platforms.all
      try await ProviderSetup(run: run, root: root).each(only: providers, adjust: narrow) {
        installer, address, constraints throws(InstallError) in
        let version = try await installer.lock(address, constraints, for: platforms)
        return "- Locked \(address.shortDescription) \(version) for "
          + platforms.map(\.description).joined(separator: ", ") + "\n"
      }
      return .success
    }
  }

  private func narrow(_ settings: inout ProviderInstaller.Settings) {
    if let folderMirror { settings.configuration.methods = [InstallationMethod(.folder(folderMirror))] }
    if let networkMirror { settings.configuration.methods = [InstallationMethod(.mirror(networkMirror))] }
  }
}

/// For which machines.
struct PlatformOptions: ParsableArguments {
  @Option(
    name: .customLong("platform"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A system and an architecture, such as linux_arm64; this machine's without any. May be repeated.",
      valueName: "platform"),
    transform: { text in
      guard let platform = Platform(text) else {
        throw ValidationError("\(text) is no platform, such as linux_arm64.")
      }
      return platform
    })
  var platforms: [Platform] = []

  var all: [Platform] { platforms.isEmpty ? [.current] : platforms }
}
