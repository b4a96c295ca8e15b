import Glibc

/// Ends the program, at once: all output is written when it is made.
///
/// Not by exit(3). That runs what C libraries want done at the end, such as OpenSSL's freeing of all it holds, while
/// threads for connections and plugins still use it; now and then the program was aborted after it had done its work.
func endProgram(_ code: Int32) -> Never { _exit(code) }
