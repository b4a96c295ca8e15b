import HCL
import Language
import TestSupport
import Testing
import Values

struct FunctionReferenceTests {
  /// `RCW_ACCEPT=1` writes the page anew.
  @Test func `docs/functions.md says what the functions say of themselves`() {
    #expect(RepositoryFile("docs/functions.md").isSame(as: Self.page))
  }

  @Test func `every function and parameter has a summary`() {
    for function in Self.functions {
      let summaries =
        [function.summary] + (function.parameters + [function.variadic].compactMap(\.self)).map(\.summary)
      #expect(summaries.allSatisfy { $0.hasSuffix(".") }, "\(function.name)")
    }
  }

  private static let functions =
    FunctionLibrary(context: FunctionContext(workingDirectory: "/")).functions.values
    .sorted { $0.name < $1.name }
    + FunctionLibrary.ofProviders.values.flatMap(\.values).sorted { $0.name < $1.name }

  private static var page: String {
    """
    # Functions

    Every function of the language, as it describes itself. `rcw metadata functions -json` prints the same for programs. The
    functions of a provider can be called where `required_providers` names it.

    """ + functions.map { "\n\($0.page)" }.joined()
  }
}

extension Function {
  fileprivate var page: String {
    let parameters = parameters.map { ($0.name, $0) } + (variadic.map { [("\($0.name)...", $0)] } ?? [])
    let rows = parameters.map { "- `\($0)` (\($1.type.constraintName)): \($1.summary)\n" }
    return "## `\(signature)`\n\n\(summary)\n" + (rows.isEmpty ? "" : "\n\(rows.joined())")
  }
}
