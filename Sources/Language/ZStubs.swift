import Diagnostics
public import HCL
import Values
extension Expression { public var freeTraversals: [Traversal] { [] } }
struct Parser { init(_ f: SourceFile) { file = f }; let file: SourceFile; var diagnostics: [Diagnostic] = []; mutating func parseBody() -> Body { Body(attributes: [], blocks: [], endRange: SourceRange(file, 0..<0)) } }
extension Parser { mutating func parseExpression() -> Expression { .invalid(SourceRange(file, 0..<0)) } }
