import Glibc

/// Strings as system calls take them: a list of pointers that ends in null.
final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  /// Nil when a string holds a null character.
  init?(_ strings: [String]) {
    guard strings.allSatisfy({ !$0.utf8.contains(0) }) else { return nil }
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { (pointers + index).initialize(to: strdup(string)) }
    (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
