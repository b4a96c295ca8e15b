import Diagnostics
import HCL

/// A stretch of a file that is spelled anew, not only laid out.
///
/// What `terraform fmt` 1.15 spells anew (observed): labels get quotes, and lose the comments between them; the
/// types of input variables that Terraform 0.11 wrote get today's form; an argument that is one interpolation
/// in quotes loses both.
struct Rewriting {
  enum Form {
    /// These labels, in quotes, after the type of a block.
    case labels([String])
    /// The tokens of this text.
    case type(String)
    /// What stands between `"${` and `}"`, if that is all of the string.
    case unwrapped
  }

  let bytes: Range<Int>
  let form: Form

  /// In the order of the text.
  static func all(in body: Body, of file: SourceFile) -> [Rewriting] {
    var finder = Finder(file: file)
    finder.visit(body, in: nil)
    return finder.found.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
  }
}

/// Looks through the tree of a file for what is spelled anew.
private struct Finder {
  let file: SourceFile
  var found: [Rewriting] = []

  /// - Parameter block: the type of the block of the file whose body this is; nil for any other body.
  mutating func visit(_ body: Body, in block: String?) {
    for attribute in body.attributes {
      if block == "variable", attribute.name == "type" {
        visitType(attribute.value.range.bytes)
      } else {
        visitValue(attribute.value.range.bytes)
      }
    }
    for inner in body.blocks {
      visitLabels(inner)
      visit(inner.body, in: block == nil ? inner.type : "")
    }
  }

  private mutating func visitType(_ bytes: Range<Int>) {
    let modern: String? =
      switch file.text(bytes.prefix(8)) {
      case "list", "map", "set": file.text(bytes) + "(any)"
      case "\"string\"": "string"
      case "\"list\"": "list(string)"
      case "\"map\"": "map(string)"
      default: nil
      }
    guard let modern, bytes.count <= 8 else { return }
    found.append(Rewriting(bytes: bytes, form: .type(modern)))
  }

  /// Notes a value that begins and ends as an interpolation in quotes does. Its tokens tell the rest.
  private mutating func visitValue(_ bytes: Range<Int>) {
    let text = file.bytes[bytes]
    guard text.count > 5, text.starts(with: "\"${".utf8), text.suffix(2).elementsEqual("}\"".utf8) else {
      return
    }
    found.append(Rewriting(bytes: bytes, form: .unwrapped))
  }

  private mutating func visitLabels(_ block: Block) {
    guard let last = block.labels.last else { return }
    let bytes = block.typeRange.bytes.upperBound..<last.range.bytes.upperBound
    guard !isCanonical(file.bytes[bytes]) else { return }
    found.append(Rewriting(bytes: bytes, form: .labels(block.labels.map(\.text))))
  }

  /// Whether labels are strings in quotes already, without comments between and escapes inside.
  private func isCanonical(_ text: ArraySlice<UInt8>) -> Bool {
    var isQuoted = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
      case UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "%"), 0x7F..., 0..<0x20: return false
      default: if !isQuoted { return false }
      }
    }
    return true
  }
}
