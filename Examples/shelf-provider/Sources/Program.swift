import ProviderKit
import ProviderServer

@main
struct Program {
  static func main() async { await BuiltInProvider(ShelfProvider()).serveAsProgram() }
}
