import Addresses
public import Diagnostics
import HCL
public import Language

/// Finds what bites later in templates that are valid: lost home volumes, tokens that everybody can read, workspaces that
/// do not stop.
///
/// A pass over the configuration as it is written, without values: what it cannot see it does not mention.
public struct TemplateLint {
  public private(set) var findings: [Diagnostic] = []

  public init() {}

  /// - Parameter content: all files of the template.
  public static func findings(in root: ModuleConfig, _ content: TemplateContent) -> [Diagnostic] {
    var lint = TemplateLint()
    lint.checkOwnModules(root)
    lint.findings += content.files.compactMap(SecretText.finding(in:))
    return lint.findings.withoutRepetitions().inSourceOrder()
  }

  /// The root module and the local ones: those from elsewhere are not for this author to change.
  private mutating func checkOwnModules(_ module: ModuleConfig) {
    check(module)
    for (name, child) in module.children.sorted(by: { $0.key < $1.key })
    where module.calls[name]?.source.hasPrefix(".") == true { checkOwnModules(child) }
  }

  private mutating func check(_ module: ModuleConfig) {
    for resource in module.resources.values where resource.name.mode == .managed {
      for rule in LintRule.all { findings += rule.check(resource) }
    }
    for resource in module.resources.values where resource.name.mode == .data {
      findings += MovingImages.findings(inParameter: resource)
    }
    for variable in module.variables.values {
      findings += MovingImages.findings(inDefaultOf: variable)
      findings += SecretText.findings(inDefaultOf: variable)
    }
    for source in module.sources { findings += SecretText.findings(in: source) }
  }
}

/// Something to look for in resources.
struct LintRule: Sendable {
  let check: @Sendable (ResourceConfig) -> [Diagnostic]

  static let all = [volatileVolume, movingImage, endlessCompute, hostPath, secretArgument]
}
