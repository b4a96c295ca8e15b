/// The way from the root of a tree to the place that is being coded.
///
/// Linked, because a path is needed only when something goes wrong.
indirect enum CodingTrail {
  case root
  case step(CodingTrail, CodingStep)

  func appending(_ step: CodingStep) -> CodingTrail { .step(self, step) }

  var path: [any CodingKey] {
    var steps: [any CodingKey] = []
    var trail = self
    while case .step(let parent, let step) = trail {
      steps.append(step)
      trail = parent
    }
    return steps.reversed()
  }
}

/// One member name or index.
struct CodingStep: CodingKey {
  var stringValue: String
  var intValue: Int?

  init(stringValue: String) { self.stringValue = stringValue }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }
}

extension AttributePath {
  init(_ codingPath: [any CodingKey]) {
    self.init(codingPath.map { key in key.intValue.map(Step.index) ?? .attribute(key.stringValue) })
  }
}

extension ConversionError {
  /// What coding threw, in our terms.
  init(coding error: any Error) {
    switch error {
    case let error as ConversionError:
      self = error
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      self.init(context.debugDescription, at: AttributePath(context.codingPath))
    case DecodingError.keyNotFound(let key, let context):
      self.init("attribute \"\(key.stringValue)\" is required", at: AttributePath(context.codingPath))
    case EncodingError.invalidValue(_, let context):
      self.init(context.debugDescription, at: AttributePath(context.codingPath))
    default:
      self.init(String(describing: error))
    }
  }
}
