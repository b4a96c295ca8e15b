import Addresses
import ArgumentParser
import Diagnostics
import Glibc
import ProviderInstaller

struct ProviderInstallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Make a provider that is built in available to Terraform and OpenTofu.",
    discussion: """
      Puts a small program, which starts this one, into a folder where both look for providers: \
      ~/.terraform.d/plugins, or any other filesystem_mirror. Configurations then name the provider as \
      source = "\(InstalledProvider.host)/\(InstalledProvider.namespace)/NAME".
      """)

  @Argument(help: "The provider, such as docker.")
  var provider: ServedProvider

  @Option(
    name: .customLong("mirror"),
    help: ArgumentHelp("The folder, in place of ~/.terraform.d/plugins.", valueName: "folder"))
  var mirror: String?

  @Option(
    name: .customLong("source"),
    help: ArgumentHelp("The address by which configurations name it.", valueName: "address"),
    transform: { text in
      guard text.split(separator: "/").count > 1, let address = ProviderAddress(source: text) else {
        throw ValidationError("\(text) is no address of a provider, such as example.com/team/docker.")
      }
      return address
    })
  var source: ProviderAddress?

  @Flag(
    name: .customLong("absolute"),
    help:
      "Start this very program instead of the rcw in the PATH. Lock files are then good for this machine only."
  )
  var absolute = false

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      let installed = InstalledProvider(
        type: provider.type, address: source, program: absolute ? try Self.thisProgram() : nil)
      let folder = try mirror ?? Self.impliedMirror(run.environment)
      let path = try installed.write(to: folder)
      run.view.note("Installed the provider \(provider.type) in \(path).\n\n\(installed.instructions)")
      if mirror != nil { run.view.note("\n\(installed.mirrorInstructions(folder))") }
      if !absolute, !Self.isInPath(run.environment) {
        run.view.show([.notInPath])
      }
      return .success
    }
  }

  private static func impliedMirror(_ environment: [String: String]) throws -> String {
    guard let home = environment["HOME"], !home.isEmpty else {
      throw DiagnosticsError(
        Diagnostic("no-home", "No home folder", "HOME is not set. Name a folder with -mirror."))
    }
    return "\(home)/.terraform.d/plugins"
  }

  private static func thisProgram() throws -> String {
    guard let path = WorkingFolder.absolutePath(of: "/proc/self/exe") else {
      throw DiagnosticsError(
        Diagnostic("no-program", "Program not found", "The path of this program cannot be found out."))
    }
    return path
  }

  private static func isInPath(_ environment: [String: String]) -> Bool {
    (environment["PATH"] ?? "").split(separator: ":").contains { access("\($0)/rcw", X_OK) == 0 }
  }
}

extension Diagnostic {
  fileprivate static let notInPath = Diagnostic(
    .warning, "not-in-path", "Program not in PATH",
    "What was installed starts the rcw that it finds in the PATH, and there is none. Put rcw there, or install with -absolute."
  )
}
