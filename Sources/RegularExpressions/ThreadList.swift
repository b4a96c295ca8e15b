/// The ways to match that are open at one place of the text, the preferred first: where in the program each
/// is, always at an instruction that takes a scalar or matches, and what it has noted in its slots.
struct ThreadList {
  private(set) var places: [Int] = []
  private let slotCount: Int
  /// The slots of all threads, one after the other.
  private var slots: [Int] = []
  /// For each instruction, the ``generation`` in which it was last reached.
  private var visited: [Int]
  private var generation = 1
  /// The slots of the thread that is being followed.
  private var noted: [Int]
  private var pending: [Pending] = []

  private enum Pending {
    case follow(Int)
    /// Undoes a note once everything behind it has been followed.
    case restore(slot: Int, value: Int)
  }

  init(_ program: Program, slotCount: Int) {
    self.slotCount = slotCount
    visited = Array(repeating: 0, count: program.instructions.count)
    noted = Array(repeating: -1, count: slotCount)
  }

  var count: Int { places.count }
  var isEmpty: Bool { places.isEmpty }

  func slots(of thread: Int) -> [Int] {
    Array(slots[(thread * slotCount)..<((thread + 1) * slotCount)])
  }

  mutating func removeAll() {
    places.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    generation += 1
  }

  /// Adds what the start of the program leads to.
  mutating func start(at offset: Int, _ program: Program, _ input: Input) {
    for slot in noted.indices { noted[slot] = -1 }
    follow(0, at: offset, program, input)
  }

  /// Adds what `place` leads to, for a thread with the slots of `thread` in `other`.
  mutating func add(
    _ place: Int, at offset: Int, from other: ThreadList, _ thread: Int, _ program: Program, _ input: Input
  ) {
    for slot in 0..<slotCount { noted[slot] = other.slots[thread * slotCount + slot] }
    follow(place, at: offset, program, input)
  }

  private mutating func follow(_ start: Int, at offset: Int, _ program: Program, _ input: Input) {
    pending.append(.follow(start))
    while let step = pending.popLast() {
      switch step {
      case .follow(let place): visit(place, at: offset, program, input)
      case .restore(let slot, let value): noted[slot] = value
      }
    }
  }

  private mutating func visit(_ start: Int, at offset: Int, _ program: Program, _ input: Input) {
    var place = start
    while visited[place] != generation {
      visited[place] = generation
      switch program.instructions[place] {
      case .jump(let target): place = target
      case .split(let preferred, let other):
        pending.append(.follow(other))
        place = preferred
      case .save(let slot):
        if slot < slotCount {
          pending.append(.restore(slot: slot, value: noted[slot]))
          noted[slot] = offset
        }
        place += 1
      case .assertion(let assertion):
        guard input.holds(assertion, at: offset) else { return }
        place += 1
      case .scalar, .foldedScalar, .characters, .match:
        places.append(place)
        slots.append(contentsOf: noted)
        return
      }
    }
  }
}
