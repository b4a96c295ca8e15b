import Addresses
import ArgumentParser
import Language
import ProviderInstaller

struct ProvidersMirrorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirror",
    abstract: "Put the providers that the configuration needs into a folder, for machines without a network.",
    discussion: "The folder can be a filesystem_mirror, or be served as a network_mirror.")

  @OptionGroup var platforms: PlatformOptions

  @Argument(help: ArgumentHelp("Where to put them.", valueName: "folder"))
  var folder: String

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      let root = try await run.loadConfiguration().root
      let (platforms, folder) = (platforms.all, folder)
      try await ProviderSetup(run: run, root: root).each {
        installer, address, constraints throws(InstallError) in
        let version = try await installer.mirror(address, constraints, for: platforms, to: folder)
        return "- Mirrored \(address.shortDescription) \(version)\n"
      }
      return .success
    }
  }
}
