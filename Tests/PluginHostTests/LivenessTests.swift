import Testing

@testable import PluginHost

@Suite struct LivenessTests {
  let start = ContinuousClock.now

  private func liveness() -> Liveness { Liveness(patience: .seconds(30), now: start) }

  @Test func `a plugin with nothing to do may be silent`() {
    var liveness = liveness()
    #expect(liveness.verdict(at: start + .seconds(3600)) == .fine)
  }

  @Test func `a plugin that is silent during a call is asked, and then found frozen`() {
    var liveness = liveness()
    liveness.callBegins(at: start)
    #expect(liveness.verdict(at: start + .seconds(29)) == .fine)
    #expect(liveness.verdict(at: start + .seconds(30)) == .ask)
    #expect(liveness.verdict(at: start + .seconds(59)) == .fine)
    #expect(liveness.verdict(at: start + .seconds(60)) == .frozen)
  }

  @Test func `any sign of life counts`() {
    var liveness = liveness()
    liveness.callBegins(at: start)
    #expect(liveness.verdict(at: start + .seconds(30)) == .ask)
    liveness.sign(at: start + .seconds(31))
    #expect(liveness.verdict(at: start + .seconds(60)) == .fine)
    #expect(liveness.verdict(at: start + .seconds(61)) == .ask)
  }

  @Test func `silence before a call does not count`() {
    var liveness = liveness()
    liveness.callBegins(at: start)
    liveness.callEnds(at: start + .seconds(1))
    liveness.callBegins(at: start + .seconds(100))
    #expect(liveness.verdict(at: start + .seconds(120)) == .fine)
  }
}
