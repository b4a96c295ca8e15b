import Testing

@testable import ProviderDocker

@Suite struct ImageReferenceTests {
  @Test(
    arguments: [
      ("ubuntu", "docker.io", "library/ubuntu", nil, nil, "ubuntu:latest"),
      ("ubuntu:22.04", "docker.io", "library/ubuntu", "22.04", nil, "ubuntu:22.04"),
      (
        "codercom/enterprise-base:ubuntu", "docker.io", "codercom/enterprise-base", "ubuntu", nil,
        "codercom/enterprise-base:ubuntu"
      ),
      ("docker.io/ubuntu", "docker.io", "library/ubuntu", nil, nil, "ubuntu:latest"),
      ("index.docker.io/library/ubuntu", "docker.io", "library/ubuntu", nil, nil, "ubuntu:latest"),
      (
        "ghcr.io/coder/envbuilder:1.2", "ghcr.io", "coder/envbuilder", "1.2", nil,
        "ghcr.io/coder/envbuilder:1.2"
      ),
      ("localhost/app", "localhost", "app", nil, nil, "localhost/app:latest"),
      ("127.0.0.1:5000/team/app:v1", "127.0.0.1:5000", "team/app", "v1", nil, "127.0.0.1:5000/team/app:v1"),
      ("app@sha256:abc", "docker.io", "library/app", nil, "sha256:abc", "app@sha256:abc"),
      ("r.io/app:1@sha256:abc", "r.io", "app", "1", "sha256:abc", "r.io/app:1@sha256:abc"),
    ] as [(String, String, String, String?, String?, String)])
  func `a name has a registry, a repository and a version`(
    _ text: String, _ registry: String, _ repository: String, _ tag: String?, _ digest: String?,
    _ shown: String
  ) throws {
    let reference = try #require(ImageReference(text))
    #expect(reference.registry == registry)
    #expect(reference.repository == repository)
    #expect(reference.tag == tag)
    #expect(reference.digest == digest)
    #expect(reference.description == shown)
    #expect(reference.version == digest ?? tag ?? "latest")
  }

  @Test(arguments: [
    "", ":1", "a:", "UPPER", "a//b", "-a", "a b", "a:t@", "a@nodigest", "a:täg",
    "sha256:" + String(repeating: "a", count: 64),
    String(repeating: "0", count: 64),
  ])
  func `what is no name of an image is refused`(_ text: String) {
    #expect(ImageReference(text) == nil)
  }

  @Test func `an image's own digest is found among several registries'`() throws {
    let image = ImageInspection(
      id: "sha256:1", repoDigests: ["127.0.0.1:5000/nginx@sha256:a", "nginx@sha256:b"])
    #expect(image.repoDigest(for: "nginx:1.19") == "nginx@sha256:b")
    #expect(image.repoDigest(for: "127.0.0.1:5000/nginx") == "127.0.0.1:5000/nginx@sha256:a")
    #expect(image.repoDigest(for: "other") == "127.0.0.1:5000/nginx@sha256:a")
    #expect(ImageInspection(id: "sha256:1").repoDigest(for: "nginx") == "")
  }
}
