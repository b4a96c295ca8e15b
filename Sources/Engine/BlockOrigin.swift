import Diagnostics
import HCL
import Language
import ProviderAPI

/// Where an object comes from, so that what a provider or the world says about it can be shown in place.
struct BlockOrigin: Sendable {
  var address: String
  /// The block; nil when it is gone from the configuration.
  var body: Body?
  var header: SourceRange?

  init(address: String, body: Body? = nil, header: SourceRange? = nil) {
    self.address = address
    self.body = body
    self.header = header
  }

  /// A provider's finding, with its place.
  func diagnostic(_ finding: ProviderDiagnostic) -> Diagnostic {
    var subject = header
    if let body, let header, let path = finding.attribute {
      subject = BodyLocator(body: body, header: header).range(of: path)
    }
    return Diagnostic(
      finding.isWarning ? .warning : .error, "provider", finding.summary, finding.detail, at: subject,
      in: header, address: address)
  }

  /// A failure of the world, with its place: the one way from an error to a diagnostic.
  ///
  /// - Parameter doing: what failed, such as `creating`.
  func diagnostics(_ error: any Error, doing: String) -> [Diagnostic] {
    switch error {
    case let error as DiagnosticsError: return error.diagnostics
    case let error as RefusedConfiguration: return error.diagnostics.map(diagnostic)
    case let error as ProviderError:
      var found = diagnostic(
        ProviderDiagnostic("Error \(doing) \(address)", "\(error)", at: error.attribute))
      found.code = Diagnostic.Code(stringLiteral: "provider-\(error.code)")
      return [found]
    case is CancellationError:
      return [diagnostic(ProviderDiagnostic("Cancelled \(doing) \(address)", "The operation was cancelled."))]
    default:
      return [diagnostic(ProviderDiagnostic("Error \(doing) \(address)", "\(error)"))]
    }
  }
}
