import Addresses
import Diagnostics
import Glibc
import ProviderInstaller
import StateStorage

/// A provider that is built in, as Terraform and OpenTofu find it in a folder: a program that starts this one.
struct InstalledProvider {
  /// A host that is nobody's (RFC 6762 keeps `.local` for names that mean something on the spot only), so that no
  /// registry is ever asked.
  static let host = "rcw.local"
  static let namespace = "rcw"

  let type: String
  let address: ProviderAddress
  /// The program to start; nil for the one in the `PATH`. Lock files hold a checksum of what starts it: without a
  /// path in it, it is the same on all machines.
  let program: String?

  init(type: String, address: ProviderAddress?, program: String?) {
    self.type = type
    self.address = address ?? ProviderAddress(host: Self.host, namespace: Self.namespace, type: type)
    self.program = program
  }

  /// - Parameter mirror: the folder of all providers, in the layout of Terraform 0.13 and later.
  /// - Returns: the path of the program.
  func write(to mirror: String) throws -> String {
    let folder = "\(mirror)/\(address)/\(Version.number)/\(Platform.current)"
    let path = "\(folder)/terraform-provider-\(address.type)_v\(Version.number)"
    try FileAccess.makeFolder(of: path)
    try FileAccess.replace(path, with: Array(script.utf8))
    guard chmod(path, 0o755) == 0 else {
      throw DiagnosticsError(
        Diagnostic("unwritable", "Cannot install the provider", "\(path) cannot be made a program."))
    }
    return path
  }

  private var script: String {
    guard let program else {
      return """
        #!/bin/sh
        # Serves the provider "\(type)" of rcw.
        command -v rcw >/dev/null || { echo "rcw is not in the PATH." >&2; exit 1; }
        exec rcw provider serve \(type)

        """
    }
    let quoted = "'" + program.replacing("'", with: "'\\''") + "'"
    return "#!/bin/sh\n# Serves the provider \"\(type)\" of rcw.\nexec \(quoted) provider serve \(type)\n"
  }

  var instructions: String {
    """
    Terraform and OpenTofu find it where a configuration says

        terraform {
          required_providers {
            \(type) = { source = "\(address)" }
          }
        }

    """
  }

  func mirrorInstructions(_ folder: String) -> String {
    """
    The folder has to stand in their CLI configuration file (TF_CLI_CONFIG_FILE):

        provider_installation {
          filesystem_mirror { path = "\(folder)" }
          direct {}
        }

    """
  }
}
