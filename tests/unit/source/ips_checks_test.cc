// Options of rules that look at bytes: what each spelling means in the model.
#include <catch2/catch.hpp>

#include "source/ips_rules.h"
#include "tests/support/ips_rule_words.h"

namespace sig {
namespace {

struct Case {
  const char* name;
  std::string options;
  std::string words;
};

IpsRule read_one(const std::string& options, IpsDialect dialect = IpsDialect::Suricata) {
  Diagnostics diagnostics;
  const std::string text =
      "alert tcp any any -> any any (msg:\"m\"; " + options + " sid:1; rev:1;)\n";
  auto rules =
      source::read_ips_rules("a.rules", text, dialect, source::IpsVariables::stock(), diagnostics);
  INFO(diagnostics.as_text());
  REQUIRE(rules.size() == 1);
  CHECK(diagnostics.count(Level::Error) == 0);
  return std::move(rules[0]);
}

}  // namespace

TEST_CASE("options of Suricata that look at bytes are read to what they mean") {
  const auto row = GENERATE(values<Case>({
      {"text, hex and escapes", R"(content:"a|0D 0a|\"\;\\\:z";)", R"(payload: 'a<0d><0a>";\:z')"},
      {"hex without blanks, or with commas", R"(content:"|414243,44|";)", "payload: 'ABCD'"},
      {"a negated content", R"(content:!"abc";)", "payload: !'abc'"},
      {"modifiers",
       R"(content:"abc"; nocase; offset:3; depth:9;)",
       "payload: 'abc' nocase offset 3 depth 9"},
      {"relative modifiers",
       R"(content:"a"; content:"bc"; distance:-2; within:7;)",
       "payload: 'a', 'bc' distance -2 within 7"},
      {"startswith and endswith",
       R"(content:"abc"; startswith; endswith;)",
       "payload: 'abc' startswith endswith offset 0 depth 3"},
      {"fast patterns",
       R"(content:"abcdef"; fast_pattern:2,3;)",
       "payload: 'abcdef' fast chop 2+3"},
      {"fast pattern only", R"(content:"abcdef"; fast_pattern:only;)", "payload: 'abcdef' only"},
      {"a variable as a place",
       R"(byte_extract:1,2,n; content:"a"; offset:n;)",
       "payload: extract 1 at 2 as n, 'a' offset n"},
      {"a sticky buffer",
       R"(http.uri; content:"a"; content:"b"; distance:0;)",
       "http.uri: 'a', 'b' distance 0"},
      {"a legacy sticky name", R"(dns_query; content:"a";)", "dns.query: 'a'"},
      {"a modifier behind its content",
       R"(content:"a"; http_uri; content:"b"; http_header; content:"c";)",
       "http.uri: 'a'; http.header: 'b'; payload: 'c'"},
      {"uricontent", R"(uricontent:"a";)", "http.uri: 'a'"},
      {"a buffer that is named again goes on",
       R"(http.uri; content:"a"; http.host; content:"b"; http.uri; content:"c";)",
       "http.uri: 'a', 'c'; http.host: 'b'"},
      {"a buffer with several values starts anew",
       R"(dns.query; content:"a"; dns.query; content:"b";)",
       "dns.query: 'a'; dns.query: 'b'"},
      {"pkt_data ends a sticky buffer",
       R"(file_data; content:"a"; pkt_data; content:"b";)",
       "file.data: 'a'; payload: 'b'"},
      {"transforms make another inspection",
       R"(http.uri; content:"a"; http.uri; to_lowercase; content:"b";)",
       "http.uri: 'a'; http.uri t3: 'b'"},
      {"xor keeps its key as bytes", R"(http.uri; xor:"4142"; content:"b";)", "http.uri t9AB: 'b'"},
      {"a frame takes the protocol of its value",
       R"(frame:http.request; content:"b";)",
       "frame http.request: 'b'"},
      {"pcre with a buffer flag", R"(pcre:"/a\/b/iU";)", R"(http.uri: /a\/b/i)"},
      {"pcre with R and !", R"(content:"x"; pcre:!"/^a/smR";)", "payload: 'x', !/^a/smR"},
      {"pcre behind the sticky buffer of its flag",
       R"(http.uri; content:"x"; pcre:"/^a/UR";)",
       "http.uri: 'x', /^a/R"},
      {"pcre with captures",
       R"(pcre:"/(a)(b)/, flow:one, pkt:two";)",
       "payload: /(a)(b)/ flow:one pkt:two"},
      {"byte_test",
       "byte_test:4,!>=,0x10,-3,little,bitmask 0xff;",
       "payload: test 4 !>= 16 at -3 little mask ff"},
      {"byte_test of text", "byte_test:5,=,7,0,string,hex;", "payload: test 5 = 7 at 0 hex"},
      {"byte_test with dce",
       R"(content:"a"; byte_test:2,&,1,0,relative,dce;)",
       "payload: 'a', test 2 & 1 at 0 relative dce"},
      {"byte_jump",
       "byte_jump:2,1,align,multiplier 3,post_offset -4,from_beginning;",
       "payload: jump 2 at 1 from_beginning align times 3 then -4"},
      {"byte_math",
       "byte_math:bytes 2, offset 1, oper <<, rvalue 4, result n, endian little;",
       "payload: math 2 at 1 < 4 as n little"},
      {"a relative test follows its content into the buffer",
       R"(content:"a"; http_uri; isdataat:!3,relative;)",
       "http.uri: 'a', no data at 3 relative"},
      {"a test that is not relative stays",
       R"(content:"a"; http_uri; isdataat:3;)",
       "http.uri: 'a'; payload: data at 3"},
      {"bsize is exclusive at both ends", "http.uri; bsize:3<>7;", "http.uri: size 4..6"},
      {"bsize with a bound", "http.uri; bsize:>3;", "http.uri: size 4.."},
      {"urilen names its buffer",
       "urilen:<5,raw; urilen:7;",
       "http.uri.raw: size 0..4; http.uri: size 7..7"},
      {"base64",
       R"(content:"a"; base64_decode:bytes 8, offset 2, relative; base64_data; content:"b"; pkt_data; content:"c";)",
       "payload: 'a', decode 8 at 2 relative, 'c', base64 'b'"},
      {"datasets",
       "dns.query; to_md5; dataset:isnotset,seen, type md5, load a.lst;",
       "dns.query t5: isnotset seen md5 a.lst"},
      {"datarep",
       "dns.query; datarep:r, >, 10, load a.rep, type string;",
       "dns.query: reputation r 11.. string"},
  }));
  DYNAMIC_SECTION(row.name) {
    CHECK(words_of_inspections(read_one(row.options)) == row.words);
  }
}

TEST_CASE("options of Snort are read to the same model") {
  const auto row = GENERATE(values<Case>({
      {"Snort 3: modifiers behind commas",
       R"(content:!"a,\"|3b|",nocase,offset 3,depth 9;)",
       R"(payload: !'a,";' nocase offset 3 depth 9)"},
      {"Snort 3: a semicolon in quotes", R"(content:"a;b",fast_pattern;)", "payload: 'a;b' fast"},
      {"Snort 3: sticky buffers",
       R"(http_uri; content:"a"; content:"b",distance 1; pkt_data; content:"c";)",
       "http.uri: 'a', 'b' distance 1; payload: 'c'"},
      {"Snort 3: bufferlen", R"(http_uri; bufferlen:3<=>7;)", "http.uri: size 3..7"},
      {"Snort 3: byte_math",
       "byte_math:bytes 1,offset 2,oper +,rvalue 3,result n; byte_test:1,=,n,0;",
       "payload: math 1 at 2 + 3 as n, test 1 = n at 0"},
  }));
  DYNAMIC_SECTION(row.name) {
    CHECK(words_of_inspections(read_one(row.options, IpsDialect::Snort3)) == row.words);
  }
  CHECK(
      words_of_inspections(read_one(
          R"(urilen:3<>7; content:"a"; http_cookie; file_data; content:"b"; content:"c"; http_header;)",
          IpsDialect::Snort2)) ==
      "http.uri.raw: size 3..7; http.cookie: 'a'; file.data: 'b'; http.header: 'c'");
}

}  // namespace sig
