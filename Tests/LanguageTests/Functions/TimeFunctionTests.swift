import Testing

struct TimeFunctionTests {
  @Test(
    arguments: [
      (#"formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")"#, #""02 Jan 2018 23:12 UTC""#),
      (
        #"formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")"#,
        #""Tuesday, 02-Jan-18 23:12:01 UTC""#
      ),
      (
        #"formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00")"#,
        #""Tue, 02 Jan 2018 23:12:01 -0800""#
      ),
      (#"formatdate("MMM DD, YYYY", "2018-01-02T23:12:01Z")"#, #""Jan 02, 2018""#),
      (#"formatdate("HH:mmaa", "2018-01-02T23:12:01Z")"#, #""11:12pm""#),
      (#"formatdate("h'h'm'm'", "2018-01-02T23:02:01Z")"#, #""23h2m""#),
      (
        #"formatdate("YYYY-MM-DD'T'hh:mm:ssZ", "2018-01-02T23:12:01+05:30")"#, #""2018-01-02T23:12:01+05:30""#
      ),
      (#"formatdate("Z ZZZ ZZZZ ZZZZZ", "2018-01-02T23:12:01+05:30")"#, #""+05:30 +0530 +0530 +05:30""#),
      (#"formatdate("Z ZZZ ZZZZ ZZZZZ", "2018-01-02T23:12:01Z")"#, #""Z UTC +0000 +00:00""#),
      (#"formatdate("Z ZZZ ZZZZ ZZZZZ", "2018-01-02T23:12:01-00:30")"#, #""-00:30 -0030 -0030 -00:30""#),
      (#"formatdate("M MM MMM MMMM D DD", "2018-03-04T05:06:07Z")"#, #""3 03 Mar March 4 04""#),
      (#"formatdate("h hh H HH aa AA", "2018-03-04T00:06:07Z")"#, #""0 00 12 12 am AM""#),
      (#"formatdate("YY YYYY EEE EEEE", "1999-12-31T00:00:00Z")"#, #""99 1999 Fri Friday""#),
      (#"formatdate("''", "2018-03-04T00:06:07Z")"#, #""'""#),
      (#"formatdate("'it''s'", "2018-03-04T00:06:07Z")"#, #""it's""#),
      (#"formatdate("1-2_3/4 .,:", "2018-03-04T00:06:07Z")"#, #""1-2_3/4 .,:""#),
      (#"formatdate("YYYY", "2018-03-04T00:06:07.123Z")"#, #""2018""#),
      (#"formatdate("D", "2016-02-29T00:00:00Z")"#, #""29""#),
      (#"timeadd("2017-11-22T00:00:00Z", "10m")"#, #""2017-11-22T00:10:00Z""#),
      (#"timeadd("2017-11-22T00:00:00Z", "-1h30m")"#, #""2017-11-21T22:30:00Z""#),
      (#"timeadd("2017-11-22T00:00:00+02:00", "24h")"#, #""2017-11-23T00:00:00+02:00""#),
      (#"timeadd("2017-11-22T00:00:00Z", "1.5h")"#, #""2017-11-22T01:30:00Z""#),
      (#"timeadd("2017-11-22T00:00:00Z", "0")"#, #""2017-11-22T00:00:00Z""#),
      (#"timeadd("2017-11-22T00:00:00.5Z", "500ms")"#, #""2017-11-22T00:00:01Z""#),
      (#"timeadd("2017-11-22T00:00:00.25Z", "1ms")"#, #""2017-11-22T00:00:00Z""#),
      (#"timeadd("2017-11-22T00:00:00Z", "1500ms")"#, #""2017-11-22T00:00:01Z""#),
      (#"timeadd("2017-11-22T00:00:00Z", "1us")"#, #""2017-11-22T00:00:00Z""#),
      (#"timeadd("2017-11-22T00:00:00Z", "+5s")"#, #""2017-11-22T00:00:05Z""#),
      (#"timeadd("2017-12-31T23:59:59Z", "1s")"#, #""2018-01-01T00:00:00Z""#),
      (#"timeadd("2016-02-28T23:59:59Z", "1s")"#, #""2016-02-29T00:00:00Z""#),
      (#"timeadd("2017-11-22T00:00:00-07:00", "1h")"#, #""2017-11-22T01:00:00-07:00""#),
      (#"timeadd("0001-01-01T00:00:00Z", "-1h")"#, #""0000-12-31T23:00:00Z""#),
      (#"timecmp("2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z")"#, #"0"#),
      (#"timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")"#, #"-1"#),
      (#"timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:59:00Z")"#, #"1"#),
      (#"timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00")"#, #"0"#),
    ] as [(String, String)])
  func `moments are computed and written`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (
        #"formatdate("h hh H HH m mm s ss a aa A AA", "2018-03-04T15:06:07Z")"#,
        #"invalid date format verb "a": must be "aa""#
      ),
      (#"formatdate("x", "2018-03-04T00:06:07Z")"#, #"invalid date format verb "x""#),
      (#"formatdate("b1-2_3/4", "2018-03-04T00:06:07Z")"#, #"invalid date format verb "b""#),
      (#"formatdate("Q", "2018-03-04T00:06:07Z")"#, #"invalid date format verb "Q""#),
      (#"formatdate("A", "2018-03-04T00:06:07Z")"#, #"invalid date format verb "A": must be "AA""#),
      (#"formatdate("aaa", "2018-03-04T00:06:07Z")"#, #"invalid date format verb "aaa": must be "aa""#),
      (#"formatdate("YYYY", "2018-02-30T00:06:07Z")"#, #"not a valid RFC3339 timestamp: day out of range"#),
      (
        #"formatdate("YYYY", "2018-03-04 00:06:07Z")"#,
        #"not a valid RFC3339 timestamp: missing required time introducer 'T'"#
      ),
      (
        #"formatdate("YYYY", "2018-03-04T24:06:07Z")"#,
        #"not a valid RFC3339 timestamp: hour must be between 0 and 23 inclusive"#
      ),
      (
        #"formatdate("YYYY", "2018-03-04T00:06:07")"#,
        #"not a valid RFC3339 timestamp: end of string before UTC offset"#
      ),
      (
        #"formatdate("YYYY", "2018-03-04t00:06:07z")"#,
        #"not a valid RFC3339 timestamp: missing required time introducer 'T'"#
      ),
      (
        #"formatdate("YYYY", "2018-03-04")"#,
        #"not a valid RFC3339 timestamp: missing required time introducer 'T'"#
      ),
      (#"formatdate("YYYY", "")"#, #"not a valid RFC3339 timestamp: end of string before year"#),
      (#"formatdate("YYYY", "x")"#, #"not a valid RFC3339 timestamp: cannot use "x" as year"#),
      (
        #"formatdate("YYYY", "18-03-04T00:06:07Z")"#,
        #"not a valid RFC3339 timestamp: cannot use "18-03-04T00:06:07Z" as year"#
      ),
      (
        #"formatdate("YYYY", "2018-3-4T00:06:07Z")"#,
        #"not a valid RFC3339 timestamp: cannot use "3-4T00:06:07Z" as month"#
      ),
      (
        #"formatdate("YYYY", "2018-03-04T00:06Z")"#,
        #"not a valid RFC3339 timestamp: found "Z" where ":" is expected"#
      ),
      (
        #"formatdate("YYYY", "2018-03-04T00:06:07+0100")"#,
        #"not a valid RFC3339 timestamp: cannot use "+0100" as UTC offset"#
      ),
      (#"timeadd("x", "1s")"#, #"not a valid RFC3339 timestamp: cannot use "x" as year"#),
      (
        #"timecmp("x", "2017-11-22T00:00:00-01:00")"#,
        #"not a valid RFC3339 timestamp: cannot use "x" as year"#
      ),
      (
        #"timecmp("2017-11-22T00:00:00-01:00", "y")"#,
        #"not a valid RFC3339 timestamp: cannot use "y" as year"#
      ),
    ] as [(String, String)])
  func `malformed moments are refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
