import ArgumentParser
import StateStorage
import Values

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version of this program.")

  @Flag(name: .customLong("json"), help: "Print it as JSON.")
  var json = false

  func run() throws {
    let compatible = StateFile.writtenVersion
    guard json else {
      return Output.standard.print("rcw v\(Version.number)\nCompatible with Terraform v\(compatible)\n")
    }
    let object: JSON = ["rcw_version": .string(Version.number), "terraform_version": .string(compatible)]
    Output.standard.print(object.text(JSON.Style(isIndented: true)) + "\n")
  }
}
