import Testing

@testable import Hashing

struct BcryptTests {
  /// Expected values from Python's bcrypt 5.
  @Test(
    arguments: [
      ("", Array(0..<16), "$2a$04$..CA.uOD/eaGAOmJB.yMBuq1wbVgYezarXi1FgOYk1qMNtxVndjJm"),
      ("correct horse", Array(0..<16), "$2a$04$..CA.uOD/eaGAOmJB.yMBuM872uvtNqimzkCcRocGwv7haFzmUZ5a"),
      ("U*U", Array(repeating: 0, count: 16), "$2a$04$......................OFozeos6d2lMGDeQ3d5irLzOX9aUXQa"),
      (
        String(repeating: "pässwörd", count: 12), Array(repeating: [255, 128], count: 8).flatMap { $0 },
        "$2a$04$92B9eN8.92B9eN8.92B9e.tZmkBl2gFKADCbm7V.x38ictQCe528u"
      ),
    ] as [(String, [UInt8], String)])
  func `a hash is what other programs compute`(password: String, salt: [UInt8], hash: String) {
    #expect(Bcrypt(cost: 4, salt: salt)?.hash(password) == hash)
  }

  @Test func `two hashes of a password have different salts`() {
    #expect(Bcrypt(cost: 4)?.hash("a") != Bcrypt(cost: 4)?.hash("a"))
  }

  @Test(arguments: [3, 32]) func `a cost that no one else accepts is refused`(cost: Int) {
    #expect(Bcrypt(cost: cost) == nil)
  }
}
