/// A key that nobody uses.
enum SampleKeys {
  static let ed25519 = """
    -----BEGIN OPENSSH PRIVATE KEY-----
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
    QyNTUxOQAAACA/RFpxfUp3m253ouEk6WSZ7uvCUXkj5ycd+fiBKrNjbQAAAIhwK71wcCu9
    cAAAAAtzc2gtZWQyNTUxOQAAACA/RFpxfUp3m253ouEk6WSZ7uvCUXkj5ycd+fiBKrNjbQ
    AAAEA9zdZJSxpD789r1nubCaYFJNIdPiJe4F0SDwCKsj00fT9EWnF9Snebbnei4STpZJnu
    68JReSPnJx35+IEqs2NtAAAAAAECAwQF
    -----END OPENSSH PRIVATE KEY-----
    """
  static let authorized = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID9EWnF9Snebbnei4STpZJnu68JReSPnJx35+IEqs2Nt"
  static let sha256 = "SHA256:HgMw1QdwDD6CYHmU6Go6lc9t8jZZsXJJzLrumqh9QuM"
  static let md5 = "07:7e:9e:b5:d6:6d:86:ad:e4:d7:25:92:57:c6:1d:15"
}
