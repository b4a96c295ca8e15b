/// Lets a property hold whatever JSON stands in its place. Only ``JSONDecoding``, ``JSONEncoding`` and their
/// kin can code it.
extension JSON: Codable {
  public init(from decoder: any Decoder) throws {
    self = try JSONTreeDecoder.require(decoder).json
  }

  public func encode(to encoder: any Encoder) throws {
    try JSONTreeEncoder.require(encoder, self).draft.content = .finished(.finished(self))
  }
}

/// Only ``JSONDecoding``, ``JSONEncoding`` and their kin can code it.
extension Number: Codable {
  public init(from decoder: any Decoder) throws {
    self = try JSONTreeDecoder.require(decoder).decode(Number.self)
  }

  public func encode(to encoder: any Encoder) throws {
    try JSONTreeEncoder.require(encoder, self).draft.content = .finished(.finished(.number(self)))
  }
}

extension JSONTreeDecoder {
  static func require(_ decoder: any Decoder) throws -> JSONTreeDecoder {
    guard let decoder = decoder as? JSONTreeDecoder else {
      let message = "only rcw's own decoders can read this type"
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: message))
    }
    return decoder
  }
}

extension JSONTreeEncoder {
  static func require(_ encoder: any Encoder, _ value: any Sendable) throws -> JSONTreeEncoder {
    guard let encoder = encoder as? JSONTreeEncoder else {
      let message = "only rcw's own encoders can write this type"
      throw EncodingError.invalidValue(
        value, .init(codingPath: encoder.codingPath, debugDescription: message))
    }
    return encoder
  }
}
