/// Runs a program over a text: all ways to match at once, in the order of preference, one scalar at a time
/// (Thompson's simulation with Pike's submatches). The time is at most proportional to the length of the
/// text times the length of the program, whatever the pattern is.
struct Machine {
  private let program: Program
  private let input: Input
  private var current: ThreadList
  private var next: ThreadList

  /// - Parameter slotCount: how many of the program's slots are wanted; 0 when only whether there is a
  ///   match matters, 2 for where it is.
  init(_ program: Program, _ input: Input, slotCount: Int) {
    self.program = program
    self.input = input
    current = ThreadList(program, slotCount: slotCount)
    next = current
  }

  /// The slots of the leftmost match that begins at `start` or later, of several there the preferred one;
  /// -1 in those of groups that took no part. Nil when there is none.
  mutating func search(from start: Int) -> [Int]? {
    var offset = start
    var match: [Int]?
    current.removeAll()
    while true {
      if current.isEmpty {
        guard match == nil, let candidate = nextCandidate(from: offset) else { return match }
        offset = candidate
      }
      if match == nil { current.start(at: offset, program, input) }
      let scalar = input.scalar(at: offset)
      if let found = step(over: scalar, at: offset) { match = found }
      swap(&current, &next)
      guard let scalar else { return match }
      offset += scalar.width
    }
  }

  /// The first place where a match can begin at all.
  private func nextCandidate(from offset: Int) -> Int? {
    if program.isAnchored { return offset == 0 ? 0 : nil }
    return program.prefix.isEmpty ? offset : input.firstOffset(of: program.prefix, from: offset)
  }

  /// Moves all threads over one scalar, into `next`. A thread that matches ends those it is preferred to.
  private mutating func step(over scalar: (value: UInt32, width: Int)?, at offset: Int) -> [Int]? {
    next.removeAll()
    for thread in 0..<current.count {
      let place = current.places[thread]
      let instruction = program.instructions[place]
      if case .match = instruction { return current.slots(of: thread) }
      guard let scalar, accepts(instruction, scalar.value) else { continue }
      next.add(place + 1, at: offset + scalar.width, from: current, thread, program, input)
    }
    return nil
  }

  private func accepts(_ instruction: Program.Instruction, _ scalar: UInt32) -> Bool {
    switch instruction {
    case .scalar(let wanted): scalar == wanted
    case .foldedScalar(let wanted): CaseFolding.fold(scalar) == wanted
    case .characters(let index): program.classes[index].contains(scalar)
    case .split, .jump, .save, .assertion, .match: false
    }
  }
}
