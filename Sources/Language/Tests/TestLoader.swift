import Addresses
public import Diagnostics
import HCL

/// Finds and reads the test files of a configuration: those beside it, and those in a folder of their own.
public struct TestLoader {
  private let directory: Directory
  private let testFolder: String
  public private(set) var diagnostics: [Diagnostic] = []

  /// - Parameter testFolder: seen from `directory`.
  public init(directory: String, testFolder: String) {
    self.directory = Directory(directory)
    self.testFolder = testFolder
  }

  private static let endings = [".tftest.hcl", ".tofutest.hcl", ".tftest.json", ".tofutest.json"]

  /// The files in the order of their names; those with errors are among ``diagnostics`` instead.
  ///
  /// - Parameter filter: the files to read, as the user writes them; empty for all.
  public mutating func load(filter: [String]) -> [TestFile] {
    let paths = (names(in: directory) + names(in: directory.subdirectory(testFolder))).sorted()
    let wanted = filter.map { directory.path(of: $0) }
    for missing in wanted where !paths.contains(missing) { diagnostics.append(unknown(missing, paths)) }
    guard !diagnostics.hasErrors else { return [] }
    return paths.filter { wanted.isEmpty || wanted.contains($0) }.compactMap { read($0) }
  }

  /// Of two files that differ in the program's name only, OpenTofu's is taken, as OpenTofu does.
  private mutating func names(in folder: Directory) -> [String] {
    let names = (try? folder.names()) ?? []
    return names.filter { name in
      guard Self.endings.contains(where: name.hasSuffix) else { return false }
      return !names.contains(name.replacing(".tftest.", with: ".tofutest.")) || name.contains(".tofutest.")
    }.map(folder.path)
  }

  private func unknown(_ path: String, _ paths: [String]) -> Diagnostic {
    Diagnostic(
      "unknown-test-file", "Unknown test file",
      "There is no test file \"\(path)\".\(Suggestion.sentence(for: path, in: paths)) Test files end in "
        + ".tftest.hcl, and stand beside the configuration or in the folder \"\(testFolder)\".")
  }

  private mutating func read(_ path: String) -> TestFile? {
    let source: SourceFile
    do { source = SourceFile(name: path, bytes: try FileSystem.read(path)) } catch {
      diagnostics.append(
        Diagnostic("file-not-readable", "File not readable", "\"\(error.path)\": \(error.reason)."))
      return nil
    }
    var decoder = TestFileDecoder(name: path, directory: directory)
    var problems: [Diagnostic] = []
    decoder.decode(Self.parse(source, &problems))
    problems += decoder.diagnostics
    diagnostics += problems.inSourceOrder()
    return problems.hasErrors ? nil : decoder.file
  }

  private static func parse(_ file: SourceFile, _ problems: inout [Diagnostic]) -> Body {
    if file.name.hasSuffix(".json") {
      var parser = JSONBodyParser(file)
      defer { problems += parser.diagnostics }
      return parser.parseBody()
    }
    var parser = Parser(file)
    defer { problems += parser.diagnostics }
    return parser.parseBody()
  }
}
