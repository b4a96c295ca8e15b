import ArgumentParser
import Diagnostics
import Values

/// Rows of named columns, as a table for people or JSON for programs.
struct Table {
  struct Column {
    /// `LAST BUILT`; in small letters what `--column` takes.
    var title: String
    /// In JSON.
    var key: String
    /// Whether it is shown unless asked for.
    var isDefault = true
  }

  let columns: [Column]
  /// As many texts a row as there are columns.
  var rows: [[String]] = []

  /// The table with the chosen columns, in the order that they are named in; the default ones for none.
  ///
  /// - Throws: `ValidationError` for a name that no column has.
  func text(choosing names: [String] = []) throws -> String {
    let chosen = try indices(of: names)
    let header = columns.map(\.title)
    var widths = chosen.map { header[$0].columnCount }
    for row in rows {
      for (place, column) in chosen.enumerated() {
        widths[place] = max(widths[place], row[column].columnCount)
      }
    }
    var text: [UInt8] = []
    for row in [header] + rows { Self.append(chosen.map { row[$0] }, widths, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Adds a line without blanks at its end.
  private static func append(_ cells: [String], _ widths: [Int], to text: inout [UInt8]) {
    var blanks = 0
    for (cell, width) in zip(cells, widths) {
      if !cell.isEmpty {
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: blanks))
        text.append(contentsOf: cell.utf8)
        blanks = 0
      }
      blanks += width - cell.columnCount + 2
    }
    text.append(UInt8(ascii: "\n"))
  }

  /// The rows as objects of texts.
  var json: JSON {
    .array(rows.map { row in .object(zip(columns, row).map { JSON.Member($0.key, .string($1)) }) })
  }

  private func indices(of names: [String]) throws -> [Int] {
    guard !names.isEmpty else { return columns.indices.filter { columns[$0].isDefault } }
    return try names.flatMap { $0.split(separator: ",") }.map { name in
      let wanted = name.lowercased()
      guard let index = columns.firstIndex(where: { $0.title.lowercased() == wanted || $0.key == wanted })
      else {
        let titles = columns.map { $0.title.lowercased() }
        throw ValidationError(
          "There is no column \"\(wanted)\".\(Suggestion.sentence(for: wanted, in: titles)) There are: "
            + "\(titles.joined(separator: ", ")).")
      }
      return index
    }
  }
}

extension String {
  /// How many characters there are; quick where each is a byte.
  fileprivate var columnCount: Int { utf8.allSatisfy { $0 < 0x80 } ? utf8.count : count }
}

/// How a list is printed.
struct ListOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json
  }

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("How to print: table or json.", valueName: "format"))
  var output = Format.table

  @Option(
    name: [.customShort("c"), .customLong("column")],
    help: ArgumentHelp("The columns of the table, with commas between them.", valueName: "names"))
  var columns: [String] = []

  /// Prints one or the other; `json` is asked for only where it is wanted.
  func show(_ table: Table, json: () throws -> JSON) throws {
    switch output {
    case .table: Output.standard.print(try table.text(choosing: columns))
    case .json: Output.standard.print(try json().text() + "\n")
    }
  }
}

extension Duration {
  /// `8h`, `1h30m`: Go's notation without the parts that are nothing.
  var shortText: String {
    let text = goNotation
    guard text.hasSuffix("m0s") else { return text }
    return text.hasSuffix("h0m0s") ? String(text.dropLast(4)) : String(text.dropLast(2))
  }
}

/// How long ago, or in how long, for people: `3d`, `2h`, `5m`, `now`.
struct RelativeTime {
  let text: String

  init(_ seconds: Int) {
    switch abs(seconds) {
    case ..<60: text = "\(abs(seconds))s"
    case ..<3_600: text = "\(abs(seconds) / 60)m"
    case ..<172_800: text = "\(abs(seconds) / 3_600)h\(abs(seconds) / 60 % 60)m"
    default: text = "\(abs(seconds) / 86_400)d"
    }
  }
}
