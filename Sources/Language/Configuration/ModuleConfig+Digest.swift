import Crypto
import Diagnostics
import Encodings

extension ModuleConfig {
  /// A digest of everything that the configuration's files say, in this module and those it calls. It changes
  /// with every byte of them, and not with where they lie.
  public var digest: String {
    var hash = SHA256()
    add(to: &hash)
    return Hexadecimal.encode(hash.finalize())
  }

  private func add(to hash: inout SHA256) {
    for file in sources.sorted(by: { $0.name < $1.name }) {
      let name = file.name.split(separator: "/").last ?? ""
      hash.update(data: Array("file \(name) \(file.bytes.count)\n".utf8))
      hash.update(data: file.bytes)
    }
    for (name, child) in children.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Array("module \(name)\n".utf8))
      child.add(to: &hash)
      hash.update(data: Array("end\n".utf8))
    }
  }
}
