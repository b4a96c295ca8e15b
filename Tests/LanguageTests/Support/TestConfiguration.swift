import Diagnostics
import Language
import TestSupport

/// A configuration on disk for one test. The text is `main.tf`; a line `== PATH ==` begins another file.
struct TestConfiguration {
  let directory: TemporaryDirectory

  init(_ text: String) {
    directory = TemporaryDirectory(tree: text)
  }

  /// The module; throws what ``ConfigLoader`` does.
  func load() async throws(DiagnosticsError) -> ModuleConfig {
    var loader = ConfigLoader(directory: directory.path, moduleSource: LocalModuleResolver())
    return try await loader.load()
  }

  /// All that loading and checking the references of the configuration reports.
  func diagnostics() async -> [Diagnostic] {
    var loader = ConfigLoader(directory: directory.path, moduleSource: LocalModuleResolver())
    do {
      let module = try await loader.load()
      var checker = ReferenceChecker()
      checker.check(module)
      return loader.diagnostics + checker.diagnostics
    } catch {
      return error.diagnostics
    }
  }

  /// Diagnostics as a user reads them, with paths from the configuration's directory.
  func text(_ diagnostics: [Diagnostic]) -> String {
    let text = diagnostics.map { DiagnosticRenderer().render($0) }.joined()
    return text.replacing(directory.path + "/", with: "").replacing(directory.path, with: ".")
  }
}
