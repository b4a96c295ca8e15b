import Encodings

/// What GNU tar and gzip make of a module: one directory, `net-1.0`, with `main.tf`, an executable `run.sh` and
/// a file whose path does not fit the old header.
enum SampleArchive {
  static let bytes =
    Base64.standard.decode(
      """
      H4sIAMRbAWsC/+2WvW6DMBRGmXkKl84G/2AbhkgdO/YVnMYNSIlBYKJUVd+9JGrVXpSqE0Rq7hkw6AxI99Nn27tAecqyaEbYiFHq\
      vI5M1wvvhgkTERUtwNAH242/jG4T/5n/3tY+DS+z5a/z/Nf8da5h/pxJnkeEYf6zc7Bdbdc7RxJv9y4hbzEh4bV1ZEX60NV+G7/H\
      zRDaIZCkYaMnB7sbTjphdPz+YTmwJS8pB14AX8iCCuAl8EYZKoHPgddG0xx4BbwqFVXAa+h5TjXwBvhcSmqAL4CXStAC+BJ4YTgt\
      4Xzg+HjJKJ9MEI6Qs3GE5xnO3/9u8GlfXWn/F2Laf66x/4twf5eta5/1Veyeq4ZUdRwhN0SapdnDkz0+Ortx3Xz9v9D76Lv+Ztp/\
      wXVEjtj/2eGKk9aGavV1EOwav73a43QHScMx4Ca09P1/zmD/uv8zpmD/JRNS4fm/BBvnWmwbgiAIgiAIgiAIgiAIgiAIgvwvPgDT\
      gRt/ACgAAA==
      """) ?? []

  /// What zip makes of such a module: `main.tf` deflated, and `run.sh` as it is.
  static let zip =
    Base64.standard.decode(
      """
      UEsDBBQAAAAIAAAAIVxskXWQKQAAAJAAAAAPAAAAbmV0LTEuMC9tYWluLnRmK0ssykxMyklVUMpLzE1VUqjmUlAoqSxIVbBV\
      KC4pysxL56rlKqOjGgBQSwMEFAAAAAAAAAAhXB2d+wQKAAAACgAAAA4AAABuZXQtMS4wL3J1bi5zaCMhL2Jpbi9zaApQSwEC\
      FAMUAAAACAAAACFcbJF1kCkAAACQAAAADwAAAAAAAAAAAAAApIEAAAAAbmV0LTEuMC9tYWluLnRmUEsBAhQDFAAAAAAAAAAh\
      XB2d+wQKAAAACgAAAA4AAAAAAAAAAAAAAO2BVgAAAG5ldC0xLjAvcnVuLnNoUEsFBgAAAAACAAIAeQAAAIwAAAAAAA==
      """) ?? []

  /// What GNU tar and the three programs make of a `main.tf` with one output.
  static let xz = decoded(
    """
    /Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AIBdADaYSXKFAtLo4UzUOk3Exai1bNFFJQI6mBGrCEAdEVWvcQ7TAfBGcX0LSqgzB+Ca\
    H7ghsCMiPZYMSH+ZnDaXuSPu4w/m6qpOQJuJOYVnkmS/cZNhcFLUbaEjxBL37koUDLHWB6wDeAg9XzJpo9aRcRuwSMG4JdkX32G4UdbM\
    xPEAAB9TtXhhIgweAAGcAYBQAADes3QVscRn+wIAAAAABFla
    """)

  static let bzip2 = decoded(
    """
    QlpoOTFBWSZTWaCoAAMAAIF7kMqwAEBQAX0CACBjJ99KBAAACCAAdQ0iHqaDQNNB6g0GgZKDRoA0AAD0j+hlTHEQQGsJBIdE5BZzQ2Qg\
    EICioKEw0W+ZXwVUQIJTmoFIky2Jpi8MlnWIRdFUBx0g8Hxm7Cgwj/YFV7HboLiSB+LuSKcKEhQVAABg
    """)

  static let zstandard = decoded(
    """
    KLUv/WQAJ+UCAHIEDxGgb0z1fdeZ+M+VdytA+u0zKQ2yD0euakvWsYcbnNZIK2wKofxvmeis3e99DiHj+3uU/29jzvei4rHkAgsgIDUy\
    Do4X/JA4ZeAgMeDA8P8zYSsRMCjAcuJxQeH9jw==
    """)

  private static func decoded(_ text: String) -> [UInt8] { Base64.standard.decode(text) ?? [] }
}
