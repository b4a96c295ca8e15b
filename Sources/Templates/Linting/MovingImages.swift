import Addresses
import Diagnostics
import HCL
import Language
import Values

/// Images under the tag `latest`, where it is not an argument that names one: in what parameters and variables begin with.
enum MovingImages {
  static func finding(_ image: String, at range: SourceRange, _ context: SourceRange?) -> Diagnostic {
    Diagnostic(
      .warning, "lint-moving-image", "Image tag moves",
      "\"\(image)\" is another image whenever its maker says so, so workspaces of one version differ. Name a version "
        + "of it, or its digest.", at: range, in: context)
  }

  /// In the default and the options of a parameter.
  static func findings(inParameter resource: ResourceConfig) -> [Diagnostic] {
    guard resource.name.type == "coder_parameter" else { return [] }
    let options = resource.body.blocks(ofType: "option").compactMap { $0.body[attribute: "value"] }
    let attributes = [resource.body[attribute: "default"]].compactMap(\.self) + options
    return attributes.compactMap { attribute in
      guard let text = attribute.value.literalString, isMoving(text) else { return nil }
      return finding(text, at: attribute.value.range, resource.range)
    }
  }

  static func findings(inDefaultOf variable: VariableConfig) -> [Diagnostic] {
    guard let text = variable.defaultValue?.asString, isMoving(text) else { return [] }
    return [finding(text, at: variable.range, nil)]
  }

  /// Only what says so: a word without a tag may be anything.
  private static func isMoving(_ text: String) -> Bool {
    text.hasSuffix(":latest") && text.utf8.count > 7 && !text.contains(where: \.isWhitespace)
  }
}
