import Databases
import Values

/// A row of one of the catalog's tables.
protocol CatalogRecord: Sendable {
  static var table: String { get }
  /// In the order of ``fields``; the first one is the key.
  static var columns: [String] { get }
  var fields: [String?] { get }
  init(_ reader: inout RecordReader) throws(CatalogError)
}

/// Takes the fields of a row one after another.
struct RecordReader {
  private let row: DatabaseRow
  private var next = 0

  init(_ row: DatabaseRow) { self.row = row }

  mutating func optionalText() -> String? {
    defer { next += 1 }
    return row[next]
  }

  mutating func optionalInt() -> Int? {
    defer { next += 1 }
    return row.integer(at: next)
  }

  mutating func text() -> String { optionalText() ?? "" }
  mutating func int() -> Int { optionalInt() ?? 0 }
  mutating func flag() -> Bool { int() != 0 }
  mutating func duration() -> Duration { .seconds(int()) }
  mutating func optionalDuration() -> Duration? { optionalInt().map { .seconds($0) } }
  mutating func time() -> Timestamp { Timestamp(seconds: int()) }
  mutating func optionalTime() -> Timestamp? { optionalInt().map { Timestamp(seconds: $0) } }
  mutating func sealed() -> SealedValues? { optionalText().map(SealedValues.init) }

  /// One of the words that the type knows.
  mutating func word<Word: RawRepresentable>() throws(CatalogError) -> Word where Word.RawValue == String {
    let text = text()
    guard let word = Word(rawValue: text) else {
      throw CatalogError(.damaged, "The catalog holds \"\(text)\" where that cannot be.")
    }
    return word
  }
}

/// How values are written into fields.
enum Field {
  static func flag(_ flag: Bool) -> String { flag ? "1" : "0" }
  static func int(_ int: Int?) -> String? { int.map { "\($0)" } }
  static func time(_ time: Timestamp?) -> String? { int(time?.seconds) }
  static func duration(_ duration: Duration) -> String { "\(duration.components.seconds)" }
}

extension CatalogRecord {
  /// The columns for a statement in which the table has another name; null in the place of those left out.
  static func selection(_ alias: String, without omitted: Set<String> = []) -> String {
    columns.map { omitted.contains($0) ? "NULL" : "\(alias).\($0)" }.joined(separator: ", ")
  }

  init(_ row: DatabaseRow) throws(CatalogError) {
    var reader = RecordReader(row)
    try self.init(&reader)
  }
}

extension DatabaseSession {
  func insert<Record: CatalogRecord>(_ record: Record) throws {
    let places = Record.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    try query(
      "INSERT INTO \(Record.table) (\(Record.columns.joined(separator: ", "))) VALUES (\(places))",
      record.fields)
  }

  func update<Record: CatalogRecord>(_ record: Record) throws {
    let places = Record.columns.enumerated().dropFirst().map { "\($0.element) = $\($0.offset + 1)" }
    try query(
      "UPDATE \(Record.table) SET \(places.joined(separator: ", ")) WHERE \(Record.columns[0]) = $1",
      record.fields)
  }

  /// - Parameter rest: what follows the name of the table.
  func records<Record: CatalogRecord>(
    of type: Record.Type = Record.self, _ rest: String, _ parameters: [String?] = []
  ) throws -> [Record] {
    try query("SELECT \(Record.columns.joined(separator: ", ")) FROM \(Record.table) \(rest)", parameters)
      .map { try Record($0) }
  }

  func record<Record: CatalogRecord>(of type: Record.Type = Record.self, id: String) throws -> Record? {
    try records(of: type, "WHERE \(Record.columns[0]) = $1", [id]).first
  }
}
