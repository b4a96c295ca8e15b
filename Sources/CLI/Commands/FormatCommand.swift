import ArgumentParser
import Diagnostics
import Formatting

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Bring configuration files into the canonical format.",
    discussion: """
      Rewrites the files of the native syntax in the working directory, or those that are named, and lists \
      those that it changed. The result is that of terraform fmt. A file is written whole or not at all.
      Exits with 2 when a file could not be formatted, and with 3 when -check finds one that is not.
      """)

  @Argument(help: "Files and folders; - for standard input.")
  var targets: [String] = []

  @Flag(
    name: .customLong("list"), inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "List the files that differ.")
  var list = true

  @Flag(
    name: .customLong("write"), inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Write the files that differ.")
  var write = true

  @Flag(name: .customLong("diff"), help: "Show what changes.")
  var showsDifference = false

  @Flag(name: .customLong("check"), help: "Write nothing; exit with 3 when a file differs.")
  var check = false

  @Flag(name: .customLong("recursive"), help: "Format the files in folders below, too.")
  var recursive = false

  @OptionGroup var view: ViewOptions

  func run() throws {
    var job = FormatJob(
      lists: list && !readsStandardInput, writes: write && !check && !readsStandardInput,
      showsDifference: showsDifference, checks: check, isRecursive: recursive)
    if readsStandardInput {
      job.formatStandardInput()
    } else {
      for target in targets.isEmpty ? ["."] : targets { job.format(target) }
    }
    guard job.diagnostics.isEmpty else {
      view.view(ProcessEnvironment.current).show(job.diagnostics)
      throw ExitStatus.changesPresent
    }
    if check, job.hasDifferences { throw ExitStatus.formatDiffers }
  }

  private var readsStandardInput: Bool { targets == ["-"] }
}
