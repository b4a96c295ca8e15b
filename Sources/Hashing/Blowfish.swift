/// Schneier's block cipher with the costly key schedule that ``Bcrypt`` is built on. For nothing else: as a
/// cipher it is out of date.
struct Blowfish {
  /// The subkeys of the 16 rounds, and two more.
  private var subkeys: [UInt32]
  /// Four tables of 256 words, one after another.
  private var boxes: [UInt32]

  init() {
    subkeys = Array(PiFraction.words.prefix(18))
    boxes = Array(PiFraction.words.dropFirst(18))
  }

  func encipher(_ left: UInt32, _ right: UInt32) -> (UInt32, UInt32) {
    var (left, right) = (left ^ subkeys[0], right)
    for round in stride(from: 1, to: 16, by: 2) {
      right ^= mixed(left) ^ subkeys[round]
      left ^= mixed(right) ^ subkeys[round + 1]
    }
    return (right ^ subkeys[17], left)
  }

  private func mixed(_ word: UInt32) -> UInt32 {
    let sum = boxes[Int(word >> 24)] &+ boxes[256 + Int(word >> 16 & 255)]
    return (sum ^ boxes[512 + Int(word >> 8 & 255)]) &+ boxes[768 + Int(word & 255)]
  }

  /// Mixes a key of 18 words, and a salt of 4 words or none, into the state.
  mutating func expand(key: [UInt32], salt: [UInt32] = [0, 0, 0, 0]) {
    for index in subkeys.indices { subkeys[index] ^= key[index] }
    var (left, right): (UInt32, UInt32) = (0, 0)
    var half = 0
    for index in stride(from: 0, to: subkeys.count, by: 2) {
      (left, right) = encipher(left ^ salt[half], right ^ salt[half + 1])
      (subkeys[index], subkeys[index + 1]) = (left, right)
      half ^= 2
    }
    for index in stride(from: 0, to: boxes.count, by: 2) {
      (left, right) = encipher(left ^ salt[half], right ^ salt[half + 1])
      (boxes[index], boxes[index + 1]) = (left, right)
      half ^= 2
    }
  }

  /// Bytes as big-endian words, over and over until there are `count`.
  static func words(of bytes: ArraySlice<UInt8>, count: Int) -> [UInt32] {
    let bytes = Array(bytes)
    return (0..<count).map { word in
      (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[(word * 4 + $1) % bytes.count]) }
    }
  }
}
