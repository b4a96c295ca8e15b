import Clibyaml
import YAMLShims

/// Reads the one document of a text.
public enum YAMLParser {
  public static func parse(_ text: String) throws(YAMLError) -> YAMLNode {
    if let problem = yaml_shim_load() { throw YAMLError(String(cString: problem)) }
    let bytes = Array(text.utf8)
    let result: Result<YAMLNode, YAMLError> = bytes.withUnsafeBufferPointer { buffer in
      let events = YAMLEvents(buffer)
      var composer = YAMLComposer(events: events)
      do throws(YAMLError) { return .success(try composer.document()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

/// One event of libyaml's parser, taken over.
struct YAMLEvent {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(String, isPlain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
  }

  var kind: Kind
  var anchor: String?
  var tag: String?
  var mark: YAMLNode.Mark
}

/// The events of a text, in order.
final class YAMLEvents {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let isReady: Bool

  /// - Parameter text: must stay where it is as long as events are asked for.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    isReady = yaml_shim_parser_initialize(parser) == 1
    if isReady { yaml_shim_parser_set_input(parser, text.baseAddress, text.count) }
  }

  deinit {
    if isReady { yaml_shim_parser_delete(parser) }
    parser.deallocate()
  }

  func next() throws(YAMLError) -> YAMLEvent {
    guard isReady else { throw YAMLError("there is not enough memory") }
    var event = yaml_event_t()
    guard yaml_shim_parser_parse(parser, &event) == 1 else { throw failure }
    defer { yaml_shim_event_delete(&event) }
    return YAMLEvent(event)
  }

  private var failure: YAMLError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text is malformed"
    let isPlaced = parser.pointee.error != YAML_READER_ERROR
    return YAMLError(problem, at: isPlaced ? YAMLNode.Mark(parser.pointee.problem_mark) : nil)
  }
}

extension YAMLNode.Mark {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}

extension YAMLEvent {
  fileprivate init(_ event: yaml_event_t) {
    mark = YAMLNode.Mark(event.start_mark)
    let data = event.data
    switch event.type {
    case YAML_STREAM_START_EVENT: kind = .streamStart
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_ALIAS_EVENT: kind = .alias(Self.text(data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
      kind = .scalar(
        String(decoding: bytes, as: UTF8.self), isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
      (anchor, tag) = (Self.text(data.scalar.anchor), Self.text(data.scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      (anchor, tag) = (Self.text(data.sequence_start.anchor), Self.text(data.sequence_start.tag))
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      (anchor, tag) = (Self.text(data.mapping_start.anchor), Self.text(data.mapping_start.tag))
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    default: kind = .streamEnd
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
