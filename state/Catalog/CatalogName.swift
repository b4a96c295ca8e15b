/// What things in the catalog may be called: Coder's rules, so that names mean the same there.
public enum CatalogName {
  /// The longest name of a template or workspace, in characters.
  public static let limit = 32
  private static let versionLimit = 64

  /// - Throws: ``CatalogError`` with `.invalidName`.
  public static func check(template name: String) throws(CatalogError) { try check(name, "a template") }

  /// - Throws: ``CatalogError`` with `.invalidName`.
  public static func check(workspace name: String) throws(CatalogError) { try check(name, "a workspace") }

  /// - Throws: ``CatalogError`` with `.invalidName`.
  public static func check(owner name: String) throws(CatalogError) { try check(name, "an owner") }

  /// - Throws: ``CatalogError`` with `.invalidName`.
  public static func check(version name: String) throws(CatalogError) {
    guard name.count <= versionLimit, isChain(name, joinedBy: ["-", "_", "."]) else {
      throw CatalogError(
        .invalidName,
        "\"\(name)\" cannot be the name of a version. Use up to \(versionLimit) letters and digits, with single "
          + "\"-\", \"_\" or \".\" between them.")
    }
  }

  /// - Throws: ``CatalogError`` with `.invalidName`.
  public static func check(displayName name: String) throws(CatalogError) {
    guard name.count <= 64, name.first?.isWhitespace != true, name.last?.isWhitespace != true else {
      throw CatalogError(
        .invalidName,
        "\"\(name)\" cannot be a display name. Use up to 64 characters, and no blank at either end.")
    }
  }

  private static func check(_ name: String, _ what: String) throws(CatalogError) {
    guard name.count <= limit, isChain(name, joinedBy: ["-"]), name != "new", name != "create" else {
      throw CatalogError(
        .invalidName,
        "\"\(name)\" cannot be the name of \(what). Use up to \(limit) letters and digits, with single \"-\" between "
          + "them; \"new\" and \"create\" are taken.")
    }
  }

  /// Whether the text is made of words of letters and digits (those of ASCII), with one joint between two words.
  private static func isChain(_ text: String, joinedBy joints: Set<Character>) -> Bool {
    var endsInWord = false
    for character in text {
      let isWord = character.isASCII && (character.isLetter || character.isNumber)
      guard isWord || endsInWord && joints.contains(character) else { return false }
      endsInWord = isWord
    }
    return endsInWord
  }
}
