/// A Swift type that is one JSON scalar.
protocol JSONScalar {
  /// What is required, for diagnostics.
  static var name: String { get }
  /// nil when the JSON is of another kind or does not fit.
  init?(json: JSON)
  /// nil when JSON cannot express the value.
  var json: JSON? { get }
}

extension Bool: JSONScalar {
  static var name: String { "bool" }
  init?(json: JSON) {
    guard let bool = json.asBool else { return nil }
    self = bool
  }
  var json: JSON? { .bool(self) }
}

extension String: JSONScalar {
  static var name: String { "string" }
  init?(json: JSON) {
    guard let string = json.asString else { return nil }
    self = string
  }
  var json: JSON? { .string(self) }
}

extension Number: JSONScalar {
  static var name: String { "number" }
  init?(json: JSON) {
    guard let number = json.asNumber else { return nil }
    self = number
  }
  var json: JSON? { .number(self) }
}

extension JSONScalar where Self: BinaryFloatingPoint {
  static var name: String { "number" }
  init?(json: JSON) {
    guard let number = json.asNumber, number.double.isFinite else { return nil }
    self.init(number.double)
  }
  var json: JSON? { Number(Double(self)).map(JSON.number) }
}

extension Double: JSONScalar {}
extension Float: JSONScalar {}

extension JSONScalar where Self: FixedWidthInteger {
  static var name: String { "whole number from \(min) to \(max)" }
  init?(json: JSON) {
    guard let number = json.asNumber else { return nil }
    guard let integer = number.int.map(Self.init(exactly:)) ?? Self(number.description) else { return nil }
    self = integer
  }
  var json: JSON? { Number("\(self)").map(JSON.number) }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}

/// A dictionary whose keys are data, not names of properties: no key strategy applies to them.
protocol StringDictionary {}
extension Dictionary: StringDictionary where Key == String {}
